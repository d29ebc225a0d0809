"""The example's courses, and who asks for a place."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from deploy.demo.members import DATA
from deploy.demo.school_days import SchoolDays


@dataclass(frozen=True, slots=True)
class Course:
    """A course: `days` are school days from today, `trainers` have the days that it takes them, `fee` is in pounds.

    `booked` is who asks for a place, in that order; `cancelled` is who then gives theirs back.
    """

    title: str
    strand: str
    days: tuple[int, ...]
    begins: time
    ends: time
    venue: str
    trainers: Mapping[str, float]
    places: int
    fee: int
    terms: str
    booked: tuple[str, ...]
    cancelled: tuple[str, ...]

    def scheduling(self, calendar: SchoolDays, person_ids: Mapping[str, str]) -> dict[str, Any]:
        """What bookings is asked; `person_ids` by name."""
        times = {"begins": f"{self.begins:%H:%M}", "ends": f"{self.ends:%H:%M}"}
        return {
            **{name: getattr(self, name) for name in ("title", "strand", "venue", "places", "fee", "terms")},
            "sessions": [{"day": calendar.at(day).isoformat(), **times} for day in self.days],
            "trainers": [{"person_id": person_ids[name], "days": days} for name, days in self.trainers.items()],
        }


def example_courses() -> list[Course]:
    """All of them, in the file's order."""
    written = tomllib.loads((DATA / "courses.toml").read_text(encoding="utf-8"))
    return [_course(each, written["terms"]) for each in written["course"]]


def _course(written: dict[str, Any], terms: str) -> Course:
    lists: dict[str, Any] = {name: tuple(written.get(name, ())) for name in ("days", "booked", "cancelled")}
    fields: dict[str, Any] = {**written, **lists, "terms": terms}
    return Course(**fields)
