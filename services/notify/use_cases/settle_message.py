"""Somebody found out what became of an uncertain message."""

from dataclasses import dataclass

from services.notify.use_cases.ports import Work
from shared.kernel.ids import MessageId


@dataclass(frozen=True, slots=True)
class SettleMessage:
    """It needs nothing more."""

    message_id: MessageId


async def settle_message(command: SettleMessage, work: Work) -> None:
    """Settle it; refuses a message that isn't uncertain."""
    message = await work.messages.lock(command.message_id)
    message.settle()
    await work.messages.save(message)
