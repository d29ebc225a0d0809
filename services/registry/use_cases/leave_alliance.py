"""A school leaves the alliance."""

from dataclasses import dataclass

from services.registry.domain.refusals import NotAMember
from services.registry.use_cases.ports import Work
from shared.kernel.clock import london_date
from shared.kernel.ids import SchoolId, Urn


@dataclass(frozen=True, slots=True)
class LeaveAlliance:
    """A member's membership ends today."""

    urn: Urn


async def leave_alliance(command: LeaveAlliance, work: Work) -> SchoolId:
    """End the membership; the school keeps its id, should it come back. Refuses a school that isn't a member."""
    school = await work.schools.lock_by_urn(command.urn)
    if school is None:
        raise NotAMember(command.urn)
    left = school.leave(london_date(work.now))
    await work.schools.save(school)
    work.publish(left)
    return school.school_id
