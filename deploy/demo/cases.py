"""The example's specialists (SLEs), and the schools that ask for them."""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from deploy.demo.members import DATA
from deploy.demo.school_days import SchoolDays
from shared.kernel.years import AcademicYear


@dataclass(frozen=True, slots=True)
class Specialist:
    """An SLE: the codes of what they are good at, and the days that their school releases in a year."""

    name: str
    specialisms: tuple[str, ...]
    released: float


@dataclass(frozen=True, slots=True)
class Declined:
    """Why the answer was no, what else was named, and after how many school days to ask again."""

    reason: str
    alternative: str
    ask_again: int

    def declining(self, calendar: SchoolDays) -> dict[str, Any]:
        """What support is asked."""
        again = calendar.at(self.ask_again).isoformat()
        return {"reason": self.reason, "alternative": self.alternative, "ask_again_on": again}


@dataclass(frozen=True, slots=True)
class Deployment:
    """An SLE's days on a case; `begins` and `visits` are school days from today. `grant`: which one pays."""

    sle: str
    days: float
    begins: int
    rate: str
    visits: tuple[int, ...] = ()
    ended: str | None = None
    grant: str | None = None

    def begins_on(self, calendar: SchoolDays) -> date:
        """When it begins: no earlier than the academic year."""
        return max(calendar.at(self.begins), AcademicYear.of(calendar.today).first_day)

    def visited_on(self, calendar: SchoolDays) -> Iterator[date]:
        """The days of its visits. In a young academic year some lie before it: those weren't made."""
        begins_on = self.begins_on(calendar)
        return (day for day in map(calendar.at, self.visits) if day >= begins_on)


@dataclass(frozen=True, slots=True)
class Case:
    """A school, by its URN, that asks for support, and what came of it; no answer yet when there is neither."""

    name: str
    urn: int
    specialism: str
    declined: Declined | None
    deployment: Deployment | None


def example_specialists() -> list[Specialist]:
    """All of them, in the file's order."""
    with (DATA / "sles.csv").open(encoding="utf-8", newline="") as stream:
        return [_specialist(row) for row in csv.DictReader(stream)]


def example_cases() -> list[Case]:
    """All of them, oldest first."""
    written = tomllib.loads((DATA / "cases.toml").read_text(encoding="utf-8"))
    return [_case(each, written["rate"]) for each in written["case"]]


def _specialist(row: dict[str, str]) -> Specialist:
    return Specialist(row["name"], tuple(row["specialisms"].split()), float(row["released"]))


def _case(written: dict[str, Any], rate: str) -> Case:
    no, yes = written.get("declined"), written.get("deployment")
    return Case(
        written["name"],
        written["school"],
        written["specialism"],
        Declined(**no) if no else None,
        _deployment(yes, rate) if yes else None,
    )


def _deployment(written: dict[str, Any], rate: str) -> Deployment:
    fields: dict[str, Any] = {**written, "rate": rate, "visits": tuple(written.get("visits", ()))}
    return Deployment(**fields)
