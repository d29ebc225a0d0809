"""A school joins the alliance."""

from dataclasses import dataclass

from services.registry.domain.refusals import SchoolIsUnknown
from services.registry.domain.school import School
from services.registry.use_cases.head_and_office import mailboxes_of
from services.registry.use_cases.ports import Work
from services.registry.use_cases.succession import certain_successor
from shared.kernel.clock import london_date
from shared.kernel.ids import SchoolId, Urn


@dataclass(frozen=True, slots=True)
class JoinSchool:
    """A school becomes a member from today. An address that nobody knows yet is None: mail for it waits."""

    urn: Urn
    head_name: str
    head_address: str | None
    office_address: str | None


async def join_school(command: JoinSchool, work: Work) -> SchoolId:
    """Make the school a member, with its head and its office, in one commit.

    Refuses a school that the register doesn't know or that is closed, and one that is a member, be it under the URN
    that goes on for this one.
    """
    known = await work.schools.lock_by_urn(command.urn)
    entry = await work.register.entry(command.urn)
    if entry is None:
        raise SchoolIsUnknown(command.urn)
    school = known or School(SchoolId(work.new_id()), command.urn, entry.name)
    successor = await certain_successor(command.urn, work)
    mailboxes = await mailboxes_of(school, command.head_name, command.head_address, command.office_address, work)
    joined = school.join(entry, mailboxes.ids, london_date(work.now), successor)
    await work.schools.save(school)
    await mailboxes.keep(work)
    work.publish(joined, *mailboxes.details())
    return school.school_id
