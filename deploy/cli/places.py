"""`alliance places …`: places on courses, booked, handed on, given back; offers answered."""

from datetime import datetime
from typing import Annotated, Any

import typer

from deploy.cli.alliance import Alliance, alliance
from deploy.cli.courses.listing import fee_words, standing_words
from deploy.cli.courses.meaning import CourseGiven, WhoGiven, course_meant, seat_meant, seats
from deploy.cli.followed import NoWait, tell_what_followed
from deploy.cli.following import Asked
from deploy.cli.given import Email, Urn
from deploy.cli.meant import short
from deploy.cli.people import Names, once_heard, person_meant, school_meant
from deploy.cli.remote import new_trace
from deploy.cli.status import AsJson
from deploy.cli.terminal import Column, Terminal
from shared.contracts.topics import COURSES
from shared.kernel.clock import london_date
from shared.words import many, short_date, spoken

LINE = (
    Column("booking", style="bold", whole=True),
    Column("begins", whole=True),
    Column("course"),
    Column("who"),
    Column("stands", from_width=50),
    Column("fee", from_width=80, right=True, whole=True),
)

Name = Annotated[str, typer.Option(metavar="NAME", help="Who comes; somebody new is registered as a teacher there.")]


def commands(group: typer.Typer) -> typer.Typer:
    """The tree behind `alliance places`."""
    group.command("list")(list_places)
    for command in (book, cancel, hand_on, accept, decline):
        group.command()(command)
    return group


def list_places(urn: Urn, as_json: AsJson = False) -> None:
    """List what a school has booked, or had, newest first."""
    here, terminal = alliance(), Terminal()
    school = school_meant(here, urn)
    found = here.bookings.get(f"/schools/{school['school_id']}/bookings", limit=200)
    names = Names(here, [each["person_id"] for each in found])
    found = [each | {"name": names.person(each["person_id"])} for each in found]
    if as_json:
        terminal.json(found)
    elif not found:
        terminal.say(f"{school['name']} has booked nothing yet.")
    else:
        terminal.table(LINE, [_line(each) for each in found])
        terminal.footer(many(len(found), "booking"))


def _line(each: dict[str, Any]) -> list[str]:
    begins = london_date(datetime.fromisoformat(each["begins_at"]))
    stands = spoken(each["ended"]) if each["ended"] else standing_words(each)
    return [
        short(each["booking_id"]),
        short_date(begins),
        each["title"],
        each["name"],
        stands,
        fee_words(each["fee"]),
    ]


def book(course: CourseGiven, urn: Urn, name: Name, email: Email = None, no_wait: NoWait = False) -> None:
    """Book a place for somebody at a school, or put them on the waiting list when all are taken."""
    here, terminal, trace = alliance(), Terminal(), new_trace()
    found, school = course_meant(here, course), school_meant(here, urn)
    who = person_meant(here, school, name, email, terminal)
    place = {"person_id": who.id, "school_id": school["school_id"]}
    booked = once_heard(lambda: here.bookings.change(f"/courses/{found['course_id']}/bookings", place, trace))
    if booked["standing"] == "booked":
        terminal.done((who.name, "bold"), f" has a place on {found['title']}: {short(booked['id'])}.")
        terminal.hint(_price(found, school))
    else:
        terminal.done((who.name, "bold"), f" is on the waiting list of {found['title']}, which is full.")
        terminal.hint("An offer comes by e-mail as soon as a place is free.")
    _follow(here, found, trace, terminal, no_wait)


def _price(course: dict[str, Any], school: dict[str, Any]) -> str:
    return f"{school['name']} pays {fee_words(course['fee'])}." if course["fee"] else "The course is free."


def cancel(
    course: CourseGiven,
    who: WhoGiven,
    by_alliance: Annotated[
        bool, typer.Option("--by-alliance", help="We cancel, not the school: nothing is to be paid.")
    ] = False,
    no_wait: NoWait = False,
) -> None:
    """Give a place back, or leave the waiting list. The school pays what the course's terms say."""
    by = "alliance" if by_alliance else "school"
    here, terminal, found, seat = _meant(course, who)
    trace = new_trace()
    here.bookings.change(f"/bookings/{seat['booking_id']}/cancel", {"by": by}, trace)
    left = "has no place any more" if seat["standing"] == "booked" else "waits no longer"
    terminal.done((seat["name"], "bold"), f" {left} on {found['title']}.")
    _follow(here, found, trace, terminal, no_wait)


def hand_on(course: CourseGiven, who: WhoGiven, name: Name, email: Email = None, no_wait: NoWait = False) -> None:
    """Let a colleague of the same school come instead, free of charge."""
    here, terminal, found, seat = _meant(course, who)
    trace = new_trace()
    school = here.registry.get(f"/schools/{seat['school_id']}")
    who_comes = person_meant(here, school, name, email, terminal)
    colleague = {"colleague_id": who_comes.id, "school_id": seat["school_id"]}
    once_heard(lambda: here.bookings.change(f"/bookings/{seat['booking_id']}/hand-on", colleague, trace))
    terminal.done((who_comes.name, "bold"), f" comes to {found['title']} instead of {seat['name']}.")
    _follow(here, found, trace, terminal, no_wait)


def accept(course: CourseGiven, who: WhoGiven, no_wait: NoWait = False) -> None:
    """Take up the place that was offered to somebody who waited."""
    _answer(course, who, "accept", "has a place", no_wait)


def decline(course: CourseGiven, who: WhoGiven, no_wait: NoWait = False) -> None:
    """Let the next in line have the place that was offered."""
    _answer(course, who, "decline", "waits no longer for a place", no_wait)


def _answer(course: str, who: str, answer: str, so: str, no_wait: bool) -> None:
    here, terminal, found, seat = _meant(course, who)
    trace = new_trace()
    here.bookings.change(f"/bookings/{seat['booking_id']}/answer", {"answer": answer}, trace)
    terminal.done((seat["name"], "bold"), f" {so} on {found['title']}.")
    _follow(here, found, trace, terminal, no_wait)


def _meant(course: str, who: str) -> tuple[Alliance, Terminal, dict[str, Any], dict[str, Any]]:
    here = alliance()
    found = course_meant(here, course)
    return here, Terminal(), found, seat_meant(who, seats(here, found), found)


def _follow(here: Alliance, course: dict[str, Any], trace: str, terminal: Terminal, no_wait: bool) -> None:
    tell_what_followed(here, Asked(here.bookings, COURSES, course["course_id"], trace), terminal, no_wait=no_wait)
