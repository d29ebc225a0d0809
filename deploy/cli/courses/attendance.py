"""`alliance courses attendance`: a session's register."""

from typing import Annotated, Any

import typer

from deploy.cli.alliance import alliance
from deploy.cli.courses.listing import session_words
from deploy.cli.courses.meaning import CourseGiven, course_meant, seat_meant, seats
from deploy.cli.followed import NoWait, tell_what_followed
from deploy.cli.following import Asked
from deploy.cli.meant import short
from deploy.cli.remote import new_trace
from deploy.cli.sorry import Sorry
from deploy.cli.terminal import Column, Terminal
from shared.contracts.topics import COURSES
from shared.words import many

REGISTER = (
    Column("booking", style="bold", whole=True),
    Column("who"),
    Column("school", from_width=80),
    Column("came", whole=True),
)

CAME = {True: "✓ yes", False: "✗ no", None: "not recorded"}


def attendance(
    course: CourseGiven,
    session: Annotated[int, typer.Argument(metavar="SESSION", min=1, help="The session's number, from 1.")] = 1,
    came: Annotated[list[str] | None, typer.Option(metavar="WHO", help="Who came; all others didn't.")] = None,
    absent: Annotated[list[str] | None, typer.Option(metavar="WHO", help="Who didn't come; all others did.")] = None,
    everybody: Annotated[bool, typer.Option("--everybody", help="All came.")] = False,
    nobody: Annotated[bool, typer.Option("--nobody", help="Nobody came.")] = False,
    no_wait: NoWait = False,
) -> None:
    """Show a session's register, or record it with one of the options; recorded again, it is corrected.

    Once every session is recorded, the course was held, and its fees are earned.
    """
    if sum(map(bool, (came, absent, everybody, nobody))) > 1:
        raise typer.BadParameter("Give only one of --came, --absent, --everybody and --nobody.")
    here, terminal, trace = alliance(), Terminal(), new_trace()
    found = course_meant(here, course)
    if session > len(found["sessions"]):
        raise Sorry(f"{found['title']} has {many(len(found['sessions']), 'session')}, and none with number {session}.")
    booked = [each for each in seats(here, found) if each["standing"] == "booked"]
    if not (came or absent or everybody or nobody):
        _show(found, session, booked, terminal)
        return
    named = {seat_meant(who, booked, found)["booking_id"] for who in (*(came or ()), *(absent or ()))}
    everyone = {each["booking_id"] for each in booked}
    there = everyone - named if absent or everybody else named
    here.bookings.replace(
        f"/courses/{found['course_id']}/sessions/{session}/attendance", {"came": sorted(there)}, trace
    )
    terminal.done(f"Session {session} of ", (found["title"], "bold"), f": {_count(there, everyone)}.")
    tell_what_followed(here, Asked(here.bookings, COURSES, found["course_id"], trace), terminal, no_wait=no_wait)


def _count(there: set[str], everyone: set[str]) -> str:
    return f"{len(there):,} of {len(everyone):,} came"


def _show(course: dict[str, Any], session: int, booked: list[dict[str, Any]], terminal: Terminal) -> None:
    terminal.gap()
    terminal.say((course["title"], "bold"), f", session {session} of {len(course['sessions'])}")
    terminal.say(session_words(course["sessions"][session - 1]))
    terminal.gap()
    if not booked:
        terminal.say("Nobody is booked.")
    else:
        terminal.table(REGISTER, [_line(each, session) for each in booked])
    terminal.gap()


def _line(seat: dict[str, Any], session: int) -> list[str]:
    return [short(seat["booking_id"]), seat["name"], seat["school"], CAME[seat["came"].get(str(session))]]
