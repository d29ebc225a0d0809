"""How templates write days, moments, money and codes: `{{ course.fee|money }}`."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from shared import words
from shared.kernel.clock import Clock
from shared.kernel.days import Days
from shared.kernel.money import Money
from shared.kernel.years import AcademicYear


def money(pence: int) -> str:
    """£1,250.00."""
    return str(Money(pence))


def day(value: str | date) -> str:
    """Friday 12 March 2027."""
    return words.long_date(_date(value))


def short_day(value: str | date) -> str:
    """12 Mar 2027."""
    return words.short_date(_date(value))


def moment(value: str | datetime) -> str:
    """Friday 12 March 2027, 1:30pm."""
    return words.long_moment(_moment(value))


def clock_time(value: str | datetime) -> str:
    """1:30pm."""
    return words.clock_time(_moment(value))


def days(number: float) -> str:
    """1½ days."""
    return str(Days(int(number * 2)))


def figure(number: float) -> str:
    """Days as short as they can be: 1½."""
    return days(number).split()[0]


def year(begins: int) -> str:
    """2026/27."""
    return str(AcademicYear(begins))


ACRONYMS = {"itt": "ITT", "cpd": "CPD", "sle": "SLEs"}
"""Strands that are said by their letters."""


def strand(code: str) -> str:
    """One of the alliance's strands, in words."""
    return ACRONYMS.get(code) or words.spoken(code)


def actor(who: str, names: Mapping[str, str] | None = None) -> str:
    """Who acted: by name where they have an account, else what is known of them."""
    return (names or {}).get(who) or words.actor_words(who)


def state(code: str) -> str:
    """A message's state in words."""
    return words.STATES.get(code, code)


def obstacle(code: str) -> str:
    """What kept a message from being sent, in words."""
    return words.OBSTACLES.get(code, code)


def query(asked: Mapping[str, Any]) -> str:
    """What stands behind the question mark; what is empty isn't asked."""
    return urlencode({name: value for name, value in asked.items() if value not in (None, "", False)})


def filters(clock: Clock) -> dict[str, Callable[..., Any]]:
    """All of them by their names; the clock says what was today."""

    def short_moment(value: str | datetime) -> str:
        return words.short_moment(_moment(value), clock())

    written = (money, day, short_day, moment, short_moment, days, figure, year, strand, actor, state, obstacle)
    shared = (words.spoken, words.capital, words.ordinal, words.duration)
    named = {
        "change": words.change_in_pounds,
        "clock": clock_time,
        "fact": words.fact_words,
        "kind": words.kind_words,
        "command": words.command_words,
    }
    return {each.__name__: each for each in (*written, query, *shared)} | named


def _date(value: str | date) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value[:10])


def _moment(value: str | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
