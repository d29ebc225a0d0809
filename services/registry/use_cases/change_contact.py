"""A mailbox's details change."""

from dataclasses import dataclass

from services.registry.use_cases.ports import Work
from shared.contracts.registry import Permission
from shared.kernel.ids import ContactId


@dataclass(frozen=True, slots=True)
class ChangeContact:
    """A mailbox now has this name, address and these permissions."""

    contact_id: ContactId
    name: str
    address: str | None
    permissions: tuple[Permission, ...]


async def change_contact(command: ChangeContact, work: Work) -> None:
    """Keep and tell the new state; what waited for an address will be sent. Refuses an unknown mailbox."""
    contact = await work.contacts.lock(command.contact_id)
    contact.name, contact.address, contact.permissions = command.name, command.address, command.permissions
    await work.contacts.save(contact)
    work.publish(contact.details())
