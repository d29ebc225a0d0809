"""What is over is forgotten, once a day."""

from dataclasses import dataclass

from services.gateway.use_cases.ports import Work


@dataclass(frozen=True, slots=True)
class TidyUp:
    """Housekeeping asks, over again while something went."""


async def tidy_up(_: TidyUp, work: Work) -> int:
    """Forget sessions that are over, browsers that didn't come back and tries of yesterday; how many."""
    gone = [await each.prune(work.now) for each in (work.sessions, work.browsers, work.guesses)]
    return sum(gone)
