"""Dates and counts as people write them (pages.md, "Words")."""

from datetime import date, datetime, time

from shared.kernel.clock import LONDON


def day_words(day: date) -> str:
    """*Friday 12 March 2027*."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def time_words(at: time) -> str:
    """*1:30pm*."""
    return f"{at.hour % 12 or 12}:{at.minute:02}{'am' if at.hour < 12 else 'pm'}"


def moment_words(moment: datetime) -> str:
    """*Friday 12 March 2027, 1:30pm*, in London."""
    local = moment.astimezone(LONDON)
    return f"{day_words(local.date())}, {time_words(local.time())}"


def many(count: int, one: str, more: str) -> str:
    """*1 place*, *2 places*."""
    return f"{count} {one if count == 1 else more}"
