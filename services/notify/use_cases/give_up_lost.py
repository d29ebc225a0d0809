"""Messages whose sender died while sending become uncertain: nobody knows whether they went."""

from dataclasses import dataclass

from services.notify.use_cases.ports import Work


@dataclass(frozen=True, slots=True)
class GiveUpLost:
    """Look for them."""


async def give_up_lost(_: GiveUpLost, work: Work) -> int:
    """Mark them; how many. They are never sent again without a person's word."""
    lost = await work.messages.lost(work.now)
    for message in lost:
        message.lose()
        await work.messages.save(message)
    return len(lost)
