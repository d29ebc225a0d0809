"""Somebody decides to send a message again."""

from dataclasses import dataclass

from services.notify.use_cases.ports import Work
from shared.kernel.ids import MessageId


@dataclass(frozen=True, slots=True)
class ResendMessage:
    """Send it again, knowing that it may then arrive twice."""

    message_id: MessageId


async def resend_message(command: ResendMessage, work: Work) -> None:
    """Queue it; refuses a message that is on its way, and one whose addressee was forgotten."""
    message = await work.messages.lock(command.message_id)
    to = await work.contacts.get(message.contact_id) if message.contact_id else None
    message.resend(to, work.now)
    await work.messages.save(message)
    work.wake("sender")
