"""How British people write dates, times, money and days (pages.md, "Words"). Filters for the templates."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import quote

from services.notify.adapters.phrases import phrase
from shared.contracts.bookings import Session
from shared.kernel.clock import LONDON

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def in_words(day: date) -> str:
    """`Friday 12 March 2027`. A moment isn't a date: say `date_time` or take its London date. Raises `TypeError`."""
    if isinstance(day, datetime):
        raise TypeError("a moment is not a date: it needs a time, or a calendar to read the date from")
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def day(moment: datetime) -> str:
    """`Friday 12 March`, in London: for a subject, where the year goes without saying."""
    return in_words(moment.astimezone(LONDON).date()).rpartition(" ")[0]


def date_of(session: Session) -> str:
    """`Friday 12 March 2027`, in London, where no session lasts over midnight."""
    return in_words(session.begins_at.astimezone(LONDON).date())


def hours(session: Session) -> str:
    """`9:30am to 3pm`, in London."""
    begins, ends = session.begins_at.astimezone(LONDON), session.ends_at.astimezone(LONDON)
    return f"{time_of_day(begins)} to {time_of_day(ends)}"


def listed(names: Sequence[str]) -> str:
    """`Ann Shaw`, `Ann Shaw and Bo Teach`, `Ann Shaw, Bo Teach and Cy Dale`."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def date_time(moment: datetime) -> str:
    """`Friday 12 March 2027, 1:30pm`, in London. Raises `ValueError` when the moment doesn't say its time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone could be any hour")
    here = moment.astimezone(LONDON)
    return f"{in_words(here.date())}, {time_of_day(here)}"


def time_of_day(moment: datetime) -> str:
    """`1:30pm`, `9am`, `midday`, `midnight`."""
    if moment.minute == 0 and moment.hour in {0, 12}:
        return "midday" if moment.hour else "midnight"
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{(moment.hour - 1) % 12 + 1}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def money(pence: int) -> str:
    """`£1,250.00` from whole pence; what is owed back has a minus in front."""
    pounds, rest = divmod(abs(pence), 100)
    return f"{'−' if pence < 0 else ''}£{pounds:,}.{rest:02}"


def days(count: Decimal | int | str) -> str:
    """`1½ days`, `½ day`, `1 day` from 1.5, 0.5, 1. Days are whole half-days (money.md): else `ValueError`."""
    whole, half = divmod(Decimal(count) * 2, 2)
    if half not in {0, 1} or whole < 0:
        raise ValueError(f"days are counted in halves, and {count} isn't")
    number = f"{int(whole) or ''}½" if half else f"{int(whole)}"
    return f"{number} {'day' if Decimal(count) in {Decimal('0.5'), 1} else 'days'}"


def mailto(address: str, subject: str) -> str:
    """A link that opens the reader's own mail program (RFC 6068)."""
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}"


FILTERS: dict[str, Callable[..., str]] = {
    "date": in_words,
    "date_time": date_time,
    "day": day,
    "date_of": date_of,
    "hours": hours,
    "listed": listed,
    "money": money,
    "days": days,
    "mailto": mailto,
    "phrase": phrase,
}
