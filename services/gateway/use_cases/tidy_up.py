"""What is over is forgotten, once a day."""

from dataclasses import dataclass

from services.gateway.use_cases.ports import Work


@dataclass(frozen=True, slots=True)
class TidyUp:
    """Housekeeping asks, over again while something went."""


async def tidy_up(_: TidyUp, work: Work) -> int:
    """Forget sessions that are over and tries of yesterday; how many."""
    return await work.sessions.prune(work.now) + await work.guesses.prune(work.now)
