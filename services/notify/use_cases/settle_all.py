"""Somebody found out what became of all that is uncertain, as after a restore."""

from dataclasses import dataclass

from services.notify.use_cases.ports import Work

AT_ONCE = 500
"""Messages settled in one commit."""


@dataclass(frozen=True, slots=True)
class SettleAll:
    """None of them needs anything more."""


async def settle_all(_: SettleAll, work: Work) -> int:
    """Settle the oldest; how many. To be asked again until there are none."""
    uncertain = await work.messages.uncertain(AT_ONCE)
    for message in uncertain:
        message.settle()
        await work.messages.save(message)
    return len(uncertain)
