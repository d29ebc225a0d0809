"""`alliance courses schedule`, `change` and `cancel`."""

from datetime import datetime
from typing import Annotated, Any

import typer

from deploy.cli.alliance import Alliance, alliance
from deploy.cli.courses.meaning import COURSE, CourseGiven, course_meant
from deploy.cli.followed import NoWait, tell_what_followed
from deploy.cli.following import Asked
from deploy.cli.given import meeting, pence, said_of, trainer
from deploy.cli.meant import short
from deploy.cli.people import person_meant, school_meant
from deploy.cli.remote import new_trace
from deploy.cli.terminal import Terminal
from shared.contracts.bookings import CourseCancellation
from shared.contracts.topics import COURSES
from shared.kernel.clock import LONDON

OPTIONS = {
    "title": "The title",
    "strand": "--strand",
    "sessions": "--on",
    "venue": "--venue",
    "trainers": "--trainer",
    "places": "--places",
    "fee": "--fee",
    "terms": "--terms",
}
"""What bookings calls it, and what we do."""

Sessions = Annotated[
    list[Any],
    typer.Option("--on", parser=meeting, metavar="SESSION", help="As “2027-03-12 13:30-15:30”; may be given again."),
]
Venue = Annotated[str, typer.Option(metavar="WHERE", help="Where it is held.")]
Places = Annotated[int, typer.Option(min=1, metavar="NUMBER", help="How many can come.")]
Fee = Annotated[int, typer.Option(parser=pence, metavar="POUNDS", help="What a school pays for a place; 0 is free.")]
Strand = Annotated[str, typer.Option(metavar="STRAND", help="Which of the alliance's strands it belongs to, as cpd.")]
Terms = Annotated[str, typer.Option(metavar="TERMS", help="What a late cancellation costs: `alliance courses terms`.")]
Trainers = Annotated[
    list[Any] | None,
    typer.Option(
        "--trainer", parser=trainer, metavar="URN:NAME:DAYS", help="Who delivers it, as “101939:Ann Shaw:1.5”."
    ),
]


def schedule(
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What it is called.")],
    on: Sessions,
    venue: Venue,
    places: Places,
    fee: Fee,
    strand: Strand = "cpd",
    terms: Terms = "none",
    trainers: Trainers = None,
    no_wait: NoWait = False,
) -> None:
    """Put a course on offer."""
    here, terminal, trace = alliance(), Terminal(), new_trace()
    body = {"title": title, "strand": strand, "sessions": on, "venue": venue, "places": places, "terms": terms}
    body |= {"fee": in_pounds(fee), "trainers": _trainers(here, trainers or [], terminal)}
    with said_of(OPTIONS):
        course_id: str = here.bookings.change("/courses", body, trace)["id"]
    terminal.done((title, "bold"), f" is on offer: {short(course_id)}.")
    terminal.hint(f"`alliance places book {short(course_id)} URN --name …` books a place.")
    tell_what_followed(here, Asked(here.bookings, COURSES, course_id, trace), terminal, no_wait=no_wait)


def change(
    course: CourseGiven,
    title: Annotated[str | None, typer.Option(metavar="TITLE", help="What it is called.")] = None,
    on: Annotated[
        list[Any] | None,
        typer.Option(
            "--on", parser=meeting, metavar="SESSION", help="All its sessions, each as when it was scheduled."
        ),
    ] = None,
    venue: Annotated[str | None, typer.Option(metavar="WHERE", help="Where it is held.")] = None,
    places: Annotated[int | None, typer.Option(min=1, metavar="NUMBER", help="How many can come.")] = None,
    fee: Annotated[
        int | None, typer.Option(parser=pence, metavar="POUNDS", help="For those who book from now on; 0 is free.")
    ] = None,
    strand: Annotated[str | None, typer.Option(metavar="STRAND", help="Which strand it belongs to, as cpd.")] = None,
    terms: Annotated[str | None, typer.Option(metavar="TERMS", help="What a late cancellation costs.")] = None,
    trainers: Trainers = None,
    no_wait: NoWait = False,
) -> None:
    """Change a course. What isn't given stays; who is booked is told of new times and another place."""
    here, terminal, trace = alliance(), Terminal(), new_trace()
    found = course_meant(here, course)
    given = {"title": title, "sessions": on, "venue": venue, "places": places, "strand": strand, "terms": terms}
    given |= {
        "fee": fee if fee is None else in_pounds(fee),
        "trainers": trainers and _trainers(here, trainers, terminal),
    }
    body: dict[str, Any] = as_sent(found) | {name: value for name, value in given.items() if value is not None}
    with said_of(OPTIONS):
        here.bookings.replace(f"/courses/{found['course_id']}", body, trace)
    terminal.done((body["title"], "bold"), " is changed.")
    tell_what_followed(here, Asked(here.bookings, COURSES, found["course_id"], trace), terminal, no_wait=no_wait)


def cancel(
    course: CourseGiven,
    reason: Annotated[
        CourseCancellation, typer.Option(metavar="REASON", help=f"One of {', '.join(CourseCancellation)}.")
    ],
    no_wait: NoWait = False,
) -> None:
    """Cancel a course. Nobody pays, and whoever is on it is told."""
    here, terminal, trace = alliance(), Terminal(), new_trace()
    found = course_meant(here, course)
    here.bookings.change(f"/courses/{found['course_id']}/cancel", {"reason": reason.value}, trace)
    terminal.done((found["title"], "bold"), f" ({COURSE.short(found)}) is cancelled.")
    tell_what_followed(here, Asked(here.bookings, COURSES, found["course_id"], trace), terminal, no_wait=no_wait)


def in_pounds(pence_: int) -> str:
    """As bookings takes it."""
    return f"{pence_ // 100}.{pence_ % 100:02}"


def as_sent(course: dict[str, Any]) -> dict[str, Any]:
    """A course as bookings shows it, in the form in which it takes one."""
    kept = {name: course[name] for name in ("title", "strand", "venue", "places", "terms", "trainers")}
    sessions = [_meeting(each) for each in course["sessions"]]
    return kept | {"fee": in_pounds(course["fee"]), "sessions": sessions}


def _meeting(session: dict[str, Any]) -> dict[str, str]:
    begins, ends = (datetime.fromisoformat(session[each]).astimezone(LONDON) for each in ("begins_at", "ends_at"))
    return {"day": begins.date().isoformat(), "begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}"}


def _trainers(here: Alliance, given: list[tuple[int, str, float]], terminal: Terminal) -> list[dict[str, Any]]:
    return [
        {"person_id": person_meant(here, school_meant(here, urn), name, None, terminal).id, "days": days}
        for urn, name, days in given
    ]
