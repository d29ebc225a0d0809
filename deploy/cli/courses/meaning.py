"""Which course is meant, and who on it."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer

from deploy.cli.alliance import Alliance
from deploy.cli.meant import Sort, all_meant, meant
from deploy.cli.people import Names

PAGE = 200
"""Courses in one answer."""

COURSE = Sort("course", "course_id", lambda course: course["title"], "alliance courses list")

CourseGiven = Annotated[
    str, typer.Argument(metavar="COURSE", help="Its id as the list shows it, or a part of its title.")
]
WhoGiven = Annotated[
    str, typer.Argument(metavar="WHO", help="The booking's id as the course shows it, or a part of the person's name.")
]


def every_course(here: Alliance, **asked: Any) -> Iterator[dict[str, Any]]:
    """All of them, in order of time."""
    offset, page = 0, PAGE
    while page == PAGE:
        found = here.bookings.get("/courses", limit=PAGE, offset=offset, **asked)
        yield from found
        page, offset = len(found), offset + PAGE


def course_meant(here: Alliance, given: str) -> dict[str, Any]:
    """A course by its id or title, with those who are on it; one that was cancelled only if no other is meant."""
    every = list(every_course(here, cancelled=True))
    going = [each for each in every if not each["is_cancelled"]]
    wanted = meant(given, all_meant(given, going, COURSE) or every, COURSE)
    return here.bookings.get(f"/courses/{wanted['course_id']}")


def seats(here: Alliance, course: dict[str, Any]) -> list[dict[str, Any]]:
    """Those on a course, in order of asking, each with `name` and `school`."""
    on = course["seats"]
    names = Names(here, [each["person_id"] for each in on], [each["school_id"] for each in on])
    return [each | {"name": names.person(each["person_id"]), "school": names.school(each["school_id"])} for each in on]


def seat_meant(given: str, on: list[dict[str, Any]], course: Mapping[str, Any]) -> dict[str, Any]:
    """Somebody's place, or their wish for one, by its id or their name."""
    shown = f"alliance courses show {COURSE.short(course)}"
    return meant(given, on, Sort("booking", "booking_id", lambda seat: seat["name"], shown))
