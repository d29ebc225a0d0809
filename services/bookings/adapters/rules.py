"""The rules that are held as data: cancellation ladders and bank holidays, read once when a process starts."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files

from services.bookings.domain.terms import Ladder, Rate, Rules, Rung, Unit
from services.bookings.settings import BookingsSettings
from shared.kernel.working_days import WorkingDays

Row = dict[str, str]


def rules_of(settings: BookingsSettings) -> Rules:
    """All that bookings' rules are handed in."""
    return Rules(ladders(), bank_holidays(), timedelta(hours=settings.offer_hours))


def ladders() -> dict[str, Ladder]:
    """The cancellation terms by name; a ladder's rungs stand in the file with the shortest notice first."""
    rows = list(terms_rows())
    names = dict.fromkeys(row["terms"] for row in rows)
    return {name: Ladder(name, _rungs(rows, name, "charged"), _rungs(rows, name, "free")) for name in names}


def terms_rows() -> Iterator[Row]:
    """The file of terms, with the words of each alliance's page."""
    return _rows("cancellation_terms.csv")


def bank_holidays() -> WorkingDays:
    """The calendar of England."""
    return WorkingDays.without([date.fromisoformat(row["day"]) for row in _rows("bank_holidays_england.csv")])


def _rungs(rows: list[Row], name: str, fee: str) -> tuple[Rung, ...]:
    return tuple(_rung(row) for row in rows if (row["terms"], row["fee"]) == (name, fee))


def _rung(row: Row) -> Rung:
    within = int(row["within"]) if row["within"] else None
    return Rung(within, Unit(row["unit"]), Rate(row["rate"]), int(row["amount"] or 0))


def _rows(name: str) -> Iterator[Row]:
    text = files("services.bookings.adapters").joinpath("data", name).read_text("utf-8")
    return csv.DictReader(text.splitlines())
