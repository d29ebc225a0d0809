"""A school that isn't a member asks for something: from now on it has an id and mailboxes."""

from dataclasses import dataclass

from services.registry.domain.refusals import AlreadyAMember, SchoolIsUnknown
from services.registry.domain.school import School
from services.registry.use_cases.head_and_office import mailboxes_of
from services.registry.use_cases.ports import Work
from services.registry.use_cases.succession import certain_successor
from shared.kernel.ids import SchoolId, Urn


@dataclass(frozen=True, slots=True)
class IntroduceSchool:
    """A school outside the alliance makes itself known. An address that nobody knows yet is None: mail for it waits."""

    urn: Urn
    head_name: str
    head_address: str | None
    office_address: str | None


async def introduce_school(command: IntroduceSchool, work: Work) -> SchoolId:
    """Give the school an id, its head and its office, in one commit. It may join later, and keeps the id.

    A school that was introduced before, or has left the alliance, is known already: its id is the answer, and nothing
    is told or changed. Refuses a school that the register doesn't know or that is closed, and a member.
    """
    known = await work.schools.lock_by_urn(command.urn)
    if known is not None:
        return _known(known)
    entry = await work.register.entry(command.urn)
    if entry is None:
        raise SchoolIsUnknown(command.urn)
    school = School(SchoolId(work.new_id()), command.urn, entry.name)
    successor = await certain_successor(command.urn, work)
    mailboxes = await mailboxes_of(school, command.head_name, command.head_address, command.office_address, work)
    introduced = school.introduce(entry, mailboxes.ids, successor)
    await work.schools.save(school)
    await mailboxes.keep(work)
    work.publish(introduced, *mailboxes.details())
    return school.school_id


def _known(school: School) -> SchoolId:
    if school.is_member and school.joined_on is not None:
        raise AlreadyAMember(school.name, school.joined_on)
    return school.school_id
