"""Guessing is slow: after some wrong passwords in a row for one address, each further try has to wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FREE = 5
"""Wrong passwords in a row that cost nothing but the try."""

LONGEST = timedelta(minutes=15)
"""The longest wait: a thousand guesses take ten days. Who has signed in at a browser before isn't locked out there."""


@dataclass(slots=True)
class Attempts:
    """Wrong tries for one address since the last right one, whether there is such an account or not; or at one browser
    where its owner has signed in before.
    """

    failures: int = 0
    last_at: datetime | None = None

    def wait(self, at: datetime) -> timedelta:
        """How long until the next try is looked at; nothing when it may be made now."""
        if self.failures < FREE or self.last_at is None:
            return timedelta()
        pause = min(timedelta(seconds=15) * 2 ** min(self.failures - FREE, 10), LONGEST)
        return max(self.last_at + pause - at, timedelta())

    def failed(self, at: datetime) -> None:
        """One more."""
        self.failures += 1
        self.last_at = at
