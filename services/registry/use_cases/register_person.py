"""Somebody works at a school."""

from dataclasses import dataclass

from services.registry.domain.people import Contact, Person
from services.registry.domain.refusals import NamesakeWorksThere
from services.registry.use_cases.ports import Work
from shared.contracts.registry import Permission, Role
from shared.kernel.ids import ContactId, PersonId, SchoolId


@dataclass(frozen=True, slots=True)
class RegisterPerson:
    """Somebody has these roles at a school (at least one), and a mailbox.

    `unless_named_there`: whoever types it may have overlooked that they are registered.
    """

    school_id: SchoolId
    name: str
    roles: tuple[Role, ...]
    address: str | None
    permissions: tuple[Permission, ...] = ()
    unless_named_there: bool = False


async def register_person(command: RegisterPerson, work: Work) -> PersonId:
    """Register them and their mailbox; refuses a school that nobody here knows, and, if asked to, a namesake."""
    school = await work.schools.lock(command.school_id)
    if command.unless_named_there and await work.people.is_named_at(school.school_id, command.name):
        raise NamesakeWorksThere(command.name, school.name)
    person = Person(PersonId(work.new_id()), school.school_id, command.name, command.roles)
    await work.people.save(person)
    contact = Contact(
        ContactId(work.new_id()),
        school.school_id,
        person.person_id,
        command.roles[0],
        command.name,
        command.address,
        command.permissions,
    )
    await work.contacts.save(contact)
    work.publish(person.register(), contact.details())
    return person.person_id
