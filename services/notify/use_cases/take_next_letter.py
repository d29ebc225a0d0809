"""Take the next message that is due, compose it, and begin to send it."""

from dataclasses import dataclass
from datetime import timedelta

from services.notify.domain.email import CannotBeWritten, Email
from services.notify.domain.message import LEASE, Message
from services.notify.use_cases.name import named
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
        values = await named(message, work)
        try:
            email = work.composer.compose(message.template, values, work.now)
        except CannotBeWritten as why:
            message.cannot_be_written(str(why))
            await work.messages.save(message)
            continue
        message.claim(email, work.now, command.lease)
        await work.messages.save(message)
        name = str(values.get("recipient_name") or "")
        return Taken(message.message_id, message.tries, name, message.address, email, _cause(message))
    return None


def _cause(message: Message) -> Cause:
    return Cause(message.why.actor, message.why.correlation_id, message.why.event_id)
