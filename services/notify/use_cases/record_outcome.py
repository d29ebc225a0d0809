"""What became of a letter is kept, and told."""

from dataclasses import dataclass

from services.notify.domain.email import Outcome
from services.notify.domain.message import State
from services.notify.use_cases.ports import Work
from shared.kernel.ids import MessageId


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """The mail server's answer to that attempt, or that there was none."""

    message_id: MessageId
    attempt: int
    outcome: Outcome


async def record_outcome(command: RecordOutcome, work: Work) -> None:
    """Keep it. An answer that comes after the message was given up for uncertain is still the better knowledge.

    One that comes after somebody had it sent again says nothing of the newer attempt. What was not taken goes to the
    address that is known by now.
    """
    message = await work.messages.lock(command.message_id)
    if message.state not in {State.SENDING, State.UNCERTAIN} or message.tries != command.attempt:
        return
    fact = message.came_to(command.outcome, work.now)
    if message.is_unsent and message.contact_id:
        message.address_to((await work.contacts.get(message.contact_id)).address, work.now)
    await work.messages.save(message)
    if fact:
        work.publish(fact)
