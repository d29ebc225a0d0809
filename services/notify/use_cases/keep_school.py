"""Registry told what a school is called."""

from services.notify.domain.reference import Kind, Reference
from services.notify.use_cases.direct import go_on
from services.notify.use_cases.ports import Work
from shared.contracts.registry import SchoolChanged, SchoolIntroduced, SchoolJoined, SchoolSucceeded


async def keep_school(told: SchoolJoined | SchoolIntroduced | SchoolChanged | SchoolSucceeded, work: Work) -> None:
    """Keep its name; messages that waited for it, or for a case of the school, go."""
    school = await work.schools.lock(told.school_id)
    school.name = told.name
    await work.schools.save(school)
    cases = await work.cases.of_school(told.school_id)
    await go_on([Reference(Kind.SCHOOL, told.school_id), *(Reference(Kind.CASE, each) for each in cases)], work)
