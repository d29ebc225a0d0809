"""A fact causes a message to a mailbox: the step that all reactions share."""

from collections.abc import Mapping

from services.notify.domain.message import Message, Why
from services.notify.use_cases.ports import Work
from shared.kernel.ids import ContactId, MessageId
from shared.messaging.envelope import Envelope


async def write_to(contact_id: ContactId, template: str, values: Mapping[str, str], work: Work) -> None:
    """Queue a message, once per fact and mailbox; nothing for a fact from before notify's first start."""
    if work.fact is None or not work.acts:
        return
    contact = await work.contacts.lock(contact_id)
    message = Message(MessageId(work.new_id()), _why(work.fact), template, contact_id, None, values, work.now)
    message.address_to(contact.address, work.now)
    if contact.is_forgotten:
        message.forget()
    await work.messages.save(message)
    work.wake("sender")


def _why(fact: Envelope) -> Why:
    return Why(fact.event_id, fact.type, fact.cause.actor, fact.cause.correlation_id or fact.event_id)
