"""Somebody asks to be erased (UK GDPR, article 17)."""

from dataclasses import dataclass

from services.registry.use_cases.ports import Work
from shared.contracts.registry import ContactForgotten
from shared.kernel.ids import PersonId


@dataclass(frozen=True, slots=True)
class ErasePerson:
    """Every copy of what is known of somebody goes."""

    person_id: PersonId


async def erase_person(command: ErasePerson, work: Work) -> None:
    """Erase them here, and tell everybody who holds a copy; refuses somebody unknown or erased before."""
    person = await work.people.lock(command.person_id)
    contacts = [contact.contact_id for contact in await work.contacts.of_person(person.person_id)]
    work.publish(person.erase(tuple(contacts)))
    await work.people.erase(person, work.now)
    for contact_id in contacts:
        await work.contacts.forget(contact_id)
        work.publish(ContactForgotten(contact_id))
    work.erase(person.person_id)
