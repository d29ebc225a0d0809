"""Registry told of a school: support keeps its name, whether it is a member, and whether it is closed."""

from services.support.domain.people import School
from services.support.use_cases.ports import Work
from shared.contracts.registry import (
    SchoolChanged,
    SchoolClosed,
    SchoolIntroduced,
    SchoolJoined,
    SchoolLeft,
    SchoolSucceeded,
    Status,
)


async def keep_introduced(fact: SchoolIntroduced, work: Work) -> None:
    """A school that isn't a member may ask."""
    await work.schools.save(School(fact.school_id, fact.name))


async def keep_member(fact: SchoolJoined, work: Work) -> None:
    """A member may ask, and may release."""
    await work.schools.save(School(fact.school_id, fact.name, is_member=True))


async def keep_former_member(fact: SchoolLeft, work: Work) -> None:
    """It releases nobody any more; what was agreed stands."""
    school = await work.schools.get(fact.school_id)
    school.is_member = False
    await work.schools.save(school)


async def keep_changed(fact: SchoolChanged, work: Work) -> None:
    """Its name, and whether it is open; a status that the register doesn't give says nothing."""
    school = await work.schools.get(fact.school_id)
    school.name = fact.name
    if fact.status:
        school.is_closed = fact.status is Status.CLOSED
    await work.schools.save(school)


async def keep_closed(fact: SchoolClosed, work: Work) -> None:
    """Nothing new is agreed with it; what was agreed stands until somebody ends it."""
    school = await work.schools.get(fact.school_id)
    school.is_closed = True
    await work.schools.save(school)


async def keep_succeeded(fact: SchoolSucceeded, work: Work) -> None:
    """It goes on, open, under another name."""
    school = await work.schools.get(fact.school_id)
    school.name, school.is_closed = fact.name, False
    await work.schools.save(school)
