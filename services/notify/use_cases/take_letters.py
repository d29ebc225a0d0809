"""Take the messages that are longest due, compose them, and begin to send them."""

from dataclasses import dataclass
from datetime import timedelta

from services.notify.domain.email import CannotBeWritten, Email
from services.notify.domain.message import LEASE, Message
from services.notify.use_cases.name import named
from services.notify.use_cases.ports import Work
from shared.kernel.ids import MessageId
from shared.messaging.envelope import Cause


@dataclass(frozen=True, slots=True)
class TakeLetters:
    """The sender asks for work: as many letters as it can hand over at once, and how long one sending may take."""

    at_most: int = 1
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


async def take_letters(command: TakeLetters, work: Work) -> list[Taken]:
    """Claim them in this commit, before any server is spoken to; none when nothing is due.

    What can't be written, or may not go to its addressee, is set aside as failed, and those after it are taken. What
    may have gone already, because the database was restored since it was asked for, is set aside as uncertain.
    """
    taken: list[Taken] = []
    restored_at = await work.timelines.restored_at(work.now)
    while not taken and (due := await work.messages.due(work.now, command.at_most)):
        for message in due:
            if restored_at and message.asked_at < restored_at:
                message.may_have_gone()
            elif letter := await _claimed(message, command.lease, work):
                taken.append(letter)
            await work.messages.save(message)
    return taken


async def _claimed(message: Message, lease: timedelta, work: Work) -> Taken | None:
    """The letter, if it can be written and may go."""
    if message.address and not work.composer.recipients.include(message.address):
        message.hold_back()
        return None
    values = await named(message, work)
    try:
        email = work.composer.compose(message.template, values, work.now)
    except CannotBeWritten as why:
        message.cannot_be_written(str(why))
        return None
    address = message.claim(email, work.now, lease)
    name = str(values.get("recipient_name") or "")
    return Taken(message.message_id, message.tries, name, address, email, _cause(message))


def _cause(message: Message) -> Cause:
    return Cause(message.why.actor, message.why.correlation_id, message.why.event_id)
