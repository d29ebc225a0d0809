"""Time is handed in, so that rules about time can be tried at any time."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Answers the present moment, in UTC and aware of it."""

LONDON = ZoneInfo("Europe/London")
"""Dates in this system are dates in London (money.md, "Units")."""


def system_clock() -> datetime:
    """The machine's own clock."""
    return datetime.now(UTC)


def london_date(moment: datetime) -> date:
    """The date on a London calendar at that moment."""
    return moment.astimezone(LONDON).date()
