"""What each fact posts (money.md, "What each fact posts")."""

from collections.abc import Callable, Mapping
from typing import Any

from services.finance.domain.books import Books
from services.finance.domain.courses import Booking, Course
from services.finance.domain.deployments import Deployment
from services.finance.domain.entry import Entry
from services.finance.domain.funds import Fund
from services.finance.domain.heard import Heard, NotKnownYet, Transaction, Waiting
from shared.contracts.bookings import (
    AttendanceRecorded,
    BookingCancelled,
    CourseBooked,
    CourseChanged,
    CourseScheduled,
    Standing,
)
from shared.contracts.finance import GrantApplied, GrantEarned, GrantReceived, GrantRefused
from shared.contracts.support import DeploymentEnded, SLEDeployed, VisitLogged

Entries = tuple[Entry, ...]


def hear(books: Books, heard: Heard) -> None:
    """Post what a fact means, and then what waited for it; a fact whose cause isn't known waits, whole."""
    try:
        entries = POSTS[type(heard.fact)](books, heard)
    except NotKnownYet as missing:
        books.waiting.append(Waiting(missing.awaits, heard))
        return
    books.written += [Transaction(heard, number, entry) for number, entry in enumerate(entries, 1)]
    for each in books.take_waiting(made_known(heard.fact)):
        hear(books, each.heard)


def made_known(fact: object) -> str | None:
    """What facts may have waited for that this one tells of."""
    match fact:
        case CourseScheduled() | CourseChanged():
            return f"course:{fact.course_id}"
        case CourseBooked():
            return f"booking:{fact.booking_id}"
        case SLEDeployed():
            return f"deployment:{fact.deployment_id}"
        case GrantApplied() | GrantReceived():
            return f"grant:{fact.grant_id}"
        case _:
            return None


def _schedule(books: Books, heard: Heard) -> Entries:
    """A course, as it now is; its contracted income goes along."""
    course = books.courses[heard.fact.course_id] = Course.told(heard.fact)
    return tuple(entry for booking in books.on(course.course_id) for entry in booking.move(course))


def _book(books: Books, heard: Heard) -> Entries:
    fact: CourseBooked = heard.fact
    booking = books.bookings[fact.booking_id] = Booking.taken(fact, books.course(fact.course_id))
    return booking.entries()


def _cancel(books: Books, heard: Heard) -> Entries:
    """Who only waited, or was offered a place, has nothing in the ledger."""
    fact: BookingCancelled = heard.fact
    if fact.stood is not Standing.BOOKED:
        return ()
    books.course(fact.course_id)
    return books.booking(fact.booking_id).cancel(fact.charge, heard.day)


def _hold(books: Books, heard: Heard) -> Entries:
    """Only once every session was recorded: before, nothing is delivered. Recording again changes no money."""
    fact: AttendanceRecorded = heard.fact
    course = books.course(fact.course_id)
    if not fact.delivered:
        return ()
    return tuple(entry for booking in books.on(course.course_id) for entry in booking.hold())


def _deploy(books: Books, heard: Heard) -> Entries:
    fact: SLEDeployed = heard.fact
    if fact.grant_id is not None:
        books.fund(fact.grant_id)
    deployment = books.deployments[fact.deployment_id] = Deployment.agreed(fact, books.terms.support)
    return deployment.deploy(fact.days)


def _visit(books: Books, heard: Heard) -> Entries:
    fact: VisitLogged = heard.fact
    return books.deployment(fact.deployment_id).visit(fact.days, fact.visited_on)


def _end(books: Books, heard: Heard) -> Entries:
    return books.deployment(heard.fact.deployment_id).end()


def _apply(books: Books, heard: Heard) -> Entries:
    fact: GrantApplied = heard.fact
    fund = books.funds[fact.grant_id] = Fund.hoped_for(fact, books.terms.strands[fact.kind])
    return fund.entries()


def _receive(books: Books, heard: Heard) -> Entries:
    fact: GrantReceived = heard.fact
    if fact.applied.pence:
        return books.fund(fact.grant_id).receive(fact.amount)
    fund = books.funds[fact.grant_id] = Fund.scheduled(fact, books.terms.strands[fact.kind])
    return fund.entries()


def _earn(books: Books, heard: Heard) -> Entries:
    return books.fund(heard.fact.grant_id).earn()


def _refuse(books: Books, heard: Heard) -> Entries:
    fact: GrantRefused = heard.fact
    return books.fund(fact.grant_id).refuse()


POSTS: Mapping[type[Any], Callable[[Books, Heard], Entries]] = {
    CourseScheduled: _schedule,
    CourseChanged: _schedule,
    CourseBooked: _book,
    BookingCancelled: _cancel,
    AttendanceRecorded: _hold,
    SLEDeployed: _deploy,
    VisitLogged: _visit,
    DeploymentEnded: _end,
    GrantApplied: _apply,
    GrantReceived: _receive,
    GrantEarned: _earn,
    GrantRefused: _refuse,
}
"""The facts that finance listens to, and what each posts."""
