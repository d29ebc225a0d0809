"""Days: who is out of class, and how much? Weeks × people, by school."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.gateway.adapters.services import Missing, parts
from services.gateway.entrypoints.pages.desk import EVERYBODY, Desk, Visitor
from services.gateway.entrypoints.pages.names import people_named
from services.gateway.entrypoints.pages.sles import Year
from shared.kernel.clock import london_date
from shared.kernel.years import AcademicYear

WEEK = timedelta(weeks=1)

PART = 18
"""Weeks that are shown side by side, about a term: more don't fit on a screen."""

SHADES = 5
"""How dark a cell can be: a shade for each day of a week."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some weeks of a school year, by their Mondays; `number` from 1."""

    number: int
    mondays: tuple[date, ...]


def days(router: APIRouter, desk: Desk) -> None:
    """For everybody to look at; a head sees their own school."""

    @router.get("/days")
    async def heat_map(
        request: Request,
        visitor: Annotated[Visitor, Depends(desk.visitor(*EVERYBODY))],
        year: Year = None,
        part: int | None = None,
    ) -> Response:
        """A part of a school year, the present one unless another is asked for."""
        today = london_date(desk.running.clock())
        chosen = AcademicYear(year) if year else AcademicYear.of(today)
        some = part_of(chosen, today, part)
        ask = visitor.services.support
        sles, weeks = await parts(
            ask.get("/sles", academic_year=chosen.begins), ask.get("/weeks", academic_year=chosen.begins)
        )
        names = await people_named(visitor, [each["person_id"] for each in (*sles, *weeks)])
        shown: dict[str, Any] = {
            "year": chosen,
            "part": some,
            "parts": parts_of(chosen),
            "away": [each for each in (sles, weeks) if isinstance(each, Missing)],
            "schools": rows(sles, weeks, names),
            "shades": SHADES,
        }
        return desk.page(request, "days.html", visitor, **shown)


def parts_of(year: AcademicYear) -> list[Part]:
    """All weeks of a school year, so many at a time; the first one has 1 September in it."""
    first = year.first_day - timedelta(days=year.first_day.weekday())
    count = (year.last_day - first).days // 7 + 1
    mondays = [first + WEEK * number for number in range(count)]
    some = (mondays[begins : begins + PART] for begins in range(0, count, PART))
    return [Part(number, tuple(each)) for number, each in enumerate(some, 1)]


def part_of(year: AcademicYear, today: date, number: int | None) -> Part:
    """The part with that number, else the one that today lies in, else the first one."""
    every = parts_of(year)
    monday = today - timedelta(days=today.weekday())
    wanted = (each for each in every if (each.number == number if number else monday in each.mondays))
    return next(wanted, every[0])


def rows(
    sles: Iterable[Mapping[str, Any]], weeks: Iterable[Mapping[str, Any]], names: Mapping[str, Any]
) -> list[tuple[str, list[dict[str, Any]]]]:
    """By home school, then by name: somebody's days of the year, and those of each week in which there were any."""
    worked: dict[str, dict[date, float]] = {}
    for each in weeks:
        of_theirs = worked.setdefault(each["person_id"], {})
        monday = date.fromisoformat(each["monday"])
        of_theirs[monday] = of_theirs.get(monday, 0.0) + each["days"]
    found = [_row(each, worked.get(each["person_id"], {}), names) for each in sles]
    found.sort(key=lambda row: (row["school"], row["name"]))
    return [(school, list(theirs)) for school, theirs in groupby(found, key=lambda row: row["school"])]


def _row(sle: Mapping[str, Any], weeks: Mapping[date, float], names: Mapping[str, Any]) -> dict[str, Any]:
    """`most` is the week in which they were out of class longest."""
    name = names.get(sle["person_id"], {}).get("name", "Name not known here")
    most = max(weeks.items(), key=lambda week: week[1], default=None)
    return {**sle, "name": name, "school": sle["home_school"] or "Another school", "weeks": weeks, "most": most}
