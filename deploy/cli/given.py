"""What people type, as services take it. What can't be read is said in a sentence that names the argument."""

import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from deploy.cli.sorry import Problem, Sorry
from shared.kernel.clock import london_date
from shared.kernel.years import AcademicYear

AMOUNT = re.compile(r"£?(\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.(\d+))?")
DAY = re.compile(r"20\d\d-\d\d-\d\d")
YEAR = re.compile(r"(20\d\d)(?:([/-])(\d\d))?")
MEETING = re.compile(r"(\S+) (\d{1,2}:\d\d) ?- ?(\d{1,2}:\d\d)")
TRAINER = re.compile(r"(\d{5,6}): *(\S.*):([\d.]+)")

MOST_DAYS = 366
"""Days in a year."""


def pence(written: str) -> int:
    """Pounds, as 150, 150.50, £1,250.00, in whole pence; nothing is rounded."""
    amount = AMOUNT.fullmatch(written.strip())
    if amount is None:
        raise typer.BadParameter(f"“{written}” is no amount of pounds: write 150 or 150.50, say.")
    if len(amount[2] or "") > 2:
        raise typer.BadParameter(f"“{written}” has more than two decimals: a penny is the least, as in 150.50.")
    return int(amount[1].replace(",", "")) * 100 + int((amount[2] or "").ljust(2, "0"))


def day(written: str) -> date:
    """A date, as 2026-12-01."""
    with suppress(ValueError):
        if DAY.fullmatch(written.strip()):  # Python itself takes other forms for dates, too, such as 2026-W49-2
            return date.fromisoformat(written.strip())
    raise typer.BadParameter(f"“{written}” is no date: write it as 2026-12-01.")


def half_days(written: str) -> float:
    """Days, as 0.5, 1, 1.5."""
    try:
        days = Decimal(written.strip())
    except InvalidOperation:
        raise typer.BadParameter(f"“{written}” is no number of days: write 0.5, 1 or 1.5, say.") from None
    if not days.is_finite() or not 0 <= days <= MOST_DAYS or days * 2 != int(days * 2):
        raise typer.BadParameter(f"{written} days can't be counted: write whole or half days, 0.5, 1 or 1.5, say.")
    return float(days)


def year(written: str) -> int:
    """The year in which a school year or a financial year begins: 2026, 2026/27 and 2026-27 are 2026."""
    found = YEAR.fullmatch(written.strip())
    if found is None or (found[3] and int(found[3]) != (int(found[1]) + 1) % 100):
        raise typer.BadParameter(f"“{written}” is no year: write 2026 or 2026/27.")
    return int(found[1])


def meeting(written: str) -> dict[str, str]:
    """A session, as "2027-03-12 13:30-15:30", on London's clocks."""
    found = MEETING.fullmatch(" ".join(written.split()))
    if found is None:
        raise _no_session(written)
    try:
        begins, ends = (time.fromisoformat(each.zfill(5)) for each in (found[2], found[3]))
    except ValueError:
        raise _no_session(written) from None
    return {"day": day(found[1]).isoformat(), "begins": begins.isoformat(), "ends": ends.isoformat()}


def _no_session(written: str) -> typer.BadParameter:
    return typer.BadParameter(f"“{written}” is no session: write it as “2027-03-12 13:30-15:30”.")


def trainer(written: str) -> tuple[int, str, float]:
    """Who delivers a course, as "101939:Ann Shaw:1.5": their school, name, and days out of class."""
    found = TRAINER.fullmatch(written.strip())
    if found is None:
        raise typer.BadParameter(f"“{written}” is no trainer: write school, name and days, as “101939:Ann Shaw:1.5”.")
    return int(found[1]), found[2].strip(), half_days(found[3])


def today() -> date:
    """The day in London, which is meant where none is given."""
    return london_date(datetime.now(UTC))


def this_year() -> int:
    """The school year that we are in, which is meant where none is given."""
    return AcademicYear.of(today()).begins


Urn = Annotated[int, typer.Argument(metavar="URN", min=10_000, max=999_999, help="The school's number.")]
Pounds = Annotated[int, typer.Argument(parser=pence, metavar="POUNDS", help="The amount, as 150 or 150.50.")]
Email = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Their address, if it isn't known here yet.")]


@contextmanager
def said_of(options: Mapping[str, str]) -> Generator[None]:
    """When a service can't read one of these fields of its own, say which of ours it is."""
    try:
        yield
    except Problem as problem:
        for place in problem.places:
            for field in reversed(place["where"].split(".")):
                if named := options.get(field):
                    raise Sorry(f"{named} can't be right: {what_is_wrong(place)}.") from None
        raise


def what_is_wrong(place: Mapping[str, Any]) -> str:
    """A place's words without the technical part before them."""
    return place["what"].rpartition(": ")[2].rstrip(".")
