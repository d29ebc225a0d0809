"""Messages that came to their end long ago are forgotten: what grows is pruned, and nobody's mail is kept for ever."""

from dataclasses import dataclass
from datetime import timedelta

from services.notify.use_cases.ports import Work

KEPT = timedelta(days=400)
"""Over a year, so that last year's invitation can be looked up when this year's is written."""

AT_ONCE = 1000
"""Messages deleted in one commit."""


@dataclass(frozen=True, slots=True)
class ForgetOldMessages:
    """Look for the next."""


async def forget_old_messages(_: ForgetOldMessages, work: Work) -> int:
    """Delete some; how many. Failed and uncertain ones stay until somebody has settled them."""
    return await work.messages.forget_ended(work.now - KEPT, AT_ONCE)
