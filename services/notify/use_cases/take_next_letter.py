"""Take the next message that is due, compose it, and begin to send it."""

from dataclasses import dataclass
from datetime import timedelta

from services.notify.domain.contact import Contact
from services.notify.domain.email import CannotBeWritten, Email
from services.notify.domain.message import LEASE, Message
from services.notify.domain.values import filled
from services.notify.use_cases.ports import Work
from shared.kernel.ids import MessageId
from shared.messaging.envelope import Cause


@dataclass(frozen=True, slots=True)
class TakeNextLetter:
    """The sender asks for work, and says how long one sending may take."""

    lease: timedelta = LEASE


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter to be sent now; `attempt` counts the message's tries, this one included."""

    message_id: MessageId
    attempt: int
    name: str
    address: str
    email: Email
    cause: Cause


async def take_next_letter(command: TakeNextLetter, work: Work) -> Taken | None:
    """Claim it in this commit, before any server is spoken to; None when nothing is due.

    What can't be written is set aside as failed, and the one after it is taken.
    """
    while (message := await work.messages.due(work.now)) and message.address:
        contact = await work.contacts.get(message.contact_id)
        try:
            email = _written(message, contact, work)
        except CannotBeWritten as why:
            message.cannot_be_written(str(why))
            await work.messages.save(message)
            continue
        message.claim(email, work.now, command.lease)
        await work.messages.save(message)
        name = contact.name or ""
        return Taken(message.message_id, message.tries, name, message.address, email, _cause(message))
    return None


def _written(message: Message, contact: Contact, work: Work) -> Email:
    values = filled(message.values) | {"recipient_name": contact.name, "recipient_role": contact.role}
    return work.composer.compose(message.template, values)


def _cause(message: Message) -> Cause:
    return Cause(message.why.actor, message.why.correlation_id, message.why.event_id)
