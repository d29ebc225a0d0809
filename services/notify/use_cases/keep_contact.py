"""Registry told of a mailbox."""

from collections.abc import Sequence

from services.notify.domain.message import Message
from services.notify.use_cases.ports import Work
from shared.contracts.registry import ContactDetails


async def keep_contact(details: ContactDetails, work: Work) -> None:
    """Keep it in the contact book; messages that waited for its address, or hadn't gone to the old one, go there."""
    contact = await work.contacts.lock(details.contact_id)
    contact.hear(details.role, details.name, details.address)
    await work.contacts.save(contact)
    for message in await work.messages.unfinished_to(contact.contact_id):
        leaning = await work.messages.leaning_on(message)
        message.address_to(contact.address, work.now)
        await work.messages.save(message)
        await stand_alone(leaning, work)
    work.wake("sender")


async def stand_alone(leaning: Sequence[Message], work: Work) -> None:
    """These were not to go because another message went to the same mailbox; where that still holds, they stay so."""
    for message in leaning:
        contact = await work.contacts.get(message.contact_id)
        message.stand_alone(contact.address, work.now)
        await work.messages.save(message)
