"""Somebody changes school, or role."""

from dataclasses import dataclass

from services.registry.use_cases.ports import Work
from shared.contracts.registry import Role
from shared.kernel.ids import PersonId, SchoolId


@dataclass(frozen=True, slots=True)
class MovePerson:
    """From now on somebody works at that school, in those roles (at least one)."""

    person_id: PersonId
    school_id: SchoolId
    roles: tuple[Role, ...]


async def move_person(command: MovePerson, work: Work) -> None:
    """Move them, and their mailboxes with them; refuses an unknown person or school."""
    person = await work.people.lock(command.person_id)
    school = await work.schools.lock(command.school_id)
    work.publish(person.move(school.school_id, command.roles))
    await work.people.save(person)
    for contact in await work.contacts.of_person(person.person_id):
        contact.school_id, contact.role = school.school_id, command.roles[0]
        await work.contacts.save(contact)
        work.publish(contact.details())
