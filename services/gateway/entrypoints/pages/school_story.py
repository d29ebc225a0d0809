"""A school's story: what registry told of it, and what came of its requests for support, oldest first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shared.kernel.clock import london_date
from shared.words import spoken

WORDS = {
    "registry.SchoolIntroduced": "Introduced to the alliance",
    "registry.SchoolJoined": "Joined the alliance",
    "registry.SchoolLeft": "Left the alliance",
    "registry.SchoolChanged": "The national register says something else of it",
    "registry.SchoolClosed": "Closed",
    "registry.SchoolSucceeded": "Goes on under another URN",
}
"""What registry tells of a school, as its own story has it."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """What happened on a day; of a request for support, with its case."""

    on: date
    words: str
    case_id: str | None = None


def story(school: Mapping[str, Any], cases: Iterable[Mapping[str, Any]]) -> list[Chapter]:
    """All of it, as far as the services that know it answer."""
    told = [
        Chapter(
            london_date(datetime.fromisoformat(each["recorded_at"])),
            WORDS.get(each["type"], "Something else was told of it"),
        )
        for each in school.get("story", ())
    ]
    asked = [chapter for case in cases for chapter in _of_case(case, school["school_id"])]
    return sorted([*told, *asked], key=lambda chapter: chapter.on)


def _of_case(case: Mapping[str, Any], school_id: str) -> Iterator[Chapter]:
    what, case_id = spoken(case["specialism"]), case["case_id"]
    if case["school_id"] == school_id:
        yield Chapter(date.fromisoformat(case["requested_on"]), f"Asked for support: {what}", case_id)
        if case["declined_on"]:
            yield Chapter(date.fromisoformat(case["declined_on"]), f"The request for {what} was declined", case_id)
    for each in case["deployments"]:
        comes = f"An SLE begins to help with {what}"
        goes = f"An SLE of theirs begins to help {case['school'] or 'another school'} with {what}"
        if school_id in (case["school_id"], each["home_school_id"]):
            words = comes if case["school_id"] == school_id else goes
            yield Chapter(date.fromisoformat(each["begins_on"]), words, case_id)
