"""A school joins the alliance."""

from dataclasses import dataclass

from services.registry.domain.people import Contact, Person
from services.registry.domain.refusals import AlreadyAMember, SchoolIsUnknown
from services.registry.domain.school import School
from services.registry.use_cases.ports import Work
from shared.contracts.registry import Role
from shared.kernel.clock import london_date
from shared.kernel.ids import ContactId, PersonId, SchoolId, Urn


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
    successor = await _successor(command.urn, work)
    head, office = await _head(command, school, work), await _office(command, school, work)
    joined = school.join(
        entry,
        (head.contact_id, office.contact_id),
        london_date(work.now),
        successor,
    )
    await work.schools.save(school)
    await work.contacts.save(head)
    await work.contacts.save(office)
    work.publish(joined, head.details(), office.details())
    return school.school_id


async def _successor(urn: Urn, work: Work) -> Urn | None:
    """Who goes on for that URN, if that is certain; refuses when that one is a member already."""
    found = (await work.register.successions([urn], work.now)).get(urn)
    if not isinstance(found, int):
        return None
    heir = await work.schools.lock_by_urn(Urn(found))
    if heir is not None and heir.is_member and heir.joined_on is not None:
        raise AlreadyAMember(heir.name, heir.joined_on)
    return Urn(found)


async def _head(command: JoinSchool, school: School, work: Work) -> Contact:
    """The head's mailbox; of a school that comes back, the one it had, unless somebody else is head now."""
    known = await work.contacts.of_school(school.school_id, Role.HEAD)
    if known and known.name == command.head_name:
        known.address = command.head_address or known.address
        return known
    head = Person(PersonId(work.new_id()), school.school_id, command.head_name, (Role.HEAD,))
    await work.schools.save(school)
    await work.people.save(head)
    work.publish(head.register())
    return Contact(
        ContactId(work.new_id()), school.school_id, head.person_id, Role.HEAD, head.name, command.head_address
    )


async def _office(command: JoinSchool, school: School, work: Work) -> Contact:
    known = await work.contacts.of_school(school.school_id, Role.OFFICE)
    if known is None:
        name = f"{school.name} office"
        return Contact(ContactId(work.new_id()), school.school_id, None, Role.OFFICE, name, command.office_address)
    known.address = command.office_address or known.address
    return known
