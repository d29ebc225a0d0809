"""`alliance courses list`, `show` and `terms`."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from deploy.cli.alliance import alliance
from deploy.cli.courses.meaning import COURSE, CourseGiven, course_meant, every_course, seats
from deploy.cli.given import year
from deploy.cli.meant import short
from deploy.cli.people import Names
from deploy.cli.status import AsJson
from deploy.cli.terminal import Column, Terminal
from shared.kernel.clock import london_date
from shared.words import clock_time, days_words, long_moment, many, ordinal, pounds, short_date, short_moment

LINE = (
    Column("id", style="bold", whole=True),
    Column("begins", whole=True),
    Column("course"),
    Column("strand", from_width=90),
    Column("venue", from_width=140),
    Column("free places", right=True, whole=True),
    Column("waiting", from_width=90, right=True, whole=True),
    Column("fee", right=True, whole=True),
)

SEAT = (
    Column("booking", style="bold", whole=True),
    Column("who"),
    Column("school", from_width=80),
    Column("stands"),
    Column("came", whole=True),
)

TERMS = (
    Column("terms", style="bold", whole=True),
    Column("fee", whole=True),
    Column("what they say"),
    Column("source", from_width=160),
)


class Term(StrEnum):
    """A third of the school year."""

    AUTUMN = "autumn"
    SPRING = "spring"
    SUMMER = "summer"


def list_courses(
    of_year: Annotated[
        int | None, typer.Option("--year", parser=year, metavar="YEAR", help="Of this school year, as 2026 or 2026/27.")
    ] = None,
    term: Annotated[Term | None, typer.Option(help="Of this term of it; needs --year.")] = None,
    strand: Annotated[str | None, typer.Option(metavar="STRAND", help="Of this strand, as cpd.")] = None,
    free: Annotated[bool, typer.Option("--free", help="With free places.")] = False,
    cancelled: Annotated[bool, typer.Option("--cancelled", help="Those that were cancelled, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List courses, in order of time."""
    if term and of_year is None:
        raise typer.BadParameter("A term is one of a year: give --year, too.")
    narrowed = {"year": of_year, "term": term and term.value, "strand": strand}
    asked: dict[str, Any] = {name: value for name, value in narrowed.items() if value is not None}
    found = list(every_course(alliance(), **asked, free=free, cancelled=cancelled))
    terminal = Terminal()
    if as_json:
        terminal.json(found)
    elif not found:
        none_yet = "There is no course yet: `alliance courses schedule` puts one on offer."
        terminal.say("There is no such course." if asked or free else none_yet)
    else:
        terminal.table(LINE, [_line(course) for course in found])
        terminal.footer(many(len(found), "course"))


def _line(course: dict[str, Any]) -> list[str]:
    begins = london_date(datetime.fromisoformat(course["sessions"][0]["begins_at"]))
    return [
        COURSE.short(course),
        short_date(begins),
        course["title"],
        course["strand"].replace("_", " "),
        course["venue"],
        "cancelled" if course["is_cancelled"] else f"{course['free']:,} of {course['places']:,}",
        f"{course['waiting']:,}" if course["waiting"] else "–",
        pounds(course["fee"]) if course["fee"] else "no fee",
    ]


def fee_words(pence: int) -> str:
    """£120.00, or free."""
    return pounds(pence) if pence else "free"


def show(course: CourseGiven, as_json: AsJson = False) -> None:
    """Show a course: when, where, for how much, and who is on it."""
    here, terminal = alliance(), Terminal()
    found = course_meant(here, course)
    on = seats(here, found)
    if as_json:
        terminal.json(found | {"seats": on})
        return
    trainers = Names(here, [each["person_id"] for each in found["trainers"]])
    delivered = [f"{trainers.person(each['person_id'])}, {days_words(each['days'])}" for each in found["trainers"]]
    terminal.gap()
    terminal.say((found["title"], "bold"))
    terminal.pairs(_about(found) | {"delivered by": delivered or None, "id": found["course_id"]})
    if on:
        terminal.gap()
        terminal.table(SEAT, [_seat(each, found) for each in on])
    terminal.gap()


def _about(course: dict[str, Any]) -> dict[str, str | list[str] | None]:
    taken = [(course["free"], "free"), (course["booked"], "booked"), (course["offered"], "offered")]
    counted = ", ".join(f"{count:,} {word}" for count, word in taken if count)
    waiting = f"; {course['waiting']:,} waiting" if course["waiting"] else ""
    return {
        "when": [session_words(each) for each in course["sessions"]],
        "where": course["venue"],
        "places": f"{course['places']:,}: {counted}{waiting}",
        "fee": fee_words(course["fee"]),
        "strand": course["strand"].replace("_", " "),
        "terms": course["terms"],
        "state": "cancelled" if course["is_cancelled"] else _held(course),
    }


def _held(course: dict[str, Any]) -> str | None:
    recorded, sessions = len(course["recorded"]), len(course["sessions"])
    if not recorded:
        return None
    return "held" if recorded == sessions else f"{recorded} of {many(sessions, 'session')} recorded"


def session_words(session: dict[str, Any]) -> str:
    """Friday 12 March 2027, 1:30pm to 3:30pm."""
    begins, ends = (datetime.fromisoformat(session[each]) for each in ("begins_at", "ends_at"))
    return f"{long_moment(begins)} to {clock_time(ends)}"


def _seat(seat: dict[str, Any], course: dict[str, Any]) -> list[str]:
    came = "".join({True: "✓", False: "✗", None: "·"}[seat["came"].get(str(each))] for each in course["recorded"])
    return [short(seat["booking_id"]), seat["name"], seat["school"], standing_words(seat), came]


def standing_words(seat: dict[str, Any]) -> str:
    """Booked; waits, 2nd in line; a place is kept until then."""
    if seat["standing"] == "waiting":
        return f"waits, {ordinal(seat['position'])} in line" if seat.get("position") else "waits"
    if seat["standing"] == "offered":
        return f"offered until {short_moment(datetime.fromisoformat(seat['offered_until']), datetime.now(UTC))}"
    return seat["standing"]


def list_terms(as_json: AsJson = False) -> None:
    """List the cancellation terms that a course can have."""
    found, terminal = alliance().bookings.get("/terms"), Terminal()
    if as_json:
        terminal.json(found)
        return
    terminal.table(TERMS, [[each["terms"], each["fee"], each["words"] or "–", each["source"]] for each in found])
