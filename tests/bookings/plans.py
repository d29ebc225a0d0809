"""Courses to try the rules on."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.bookings.adapters.rules import bank_holidays, ladders
from services.bookings.domain.course import Course
from services.bookings.domain.plan import Draft
from services.bookings.domain.school import Person, School
from services.bookings.domain.terms import Rules
from services.bookings.domain.timetable import Meeting
from shared.contracts.bookings import Trainer
from shared.kernel.days import Days
from shared.kernel.ids import BookingId, CourseId, PersonId, SchoolId

NOW = datetime(2027, 3, 12, 12, tzinfo=UTC)
"""A Friday."""

FIRST, SECOND = date(2027, 4, 14), date(2027, 4, 21)
"""Wednesdays after Easter."""

COURSE = CourseId(UUID(int=0xC0))
HILLTOP, VALLEY = SchoolId(UUID(int=0x5C01)), SchoolId(UUID(int=0x5C02))
RULES = Rules(ladders(), bank_holidays(), timedelta(hours=48))


def meeting(day: date = FIRST, begins: str = "13:30", ends: str = "15:30") -> Meeting:
    """A session, on London's clocks."""
    return Meeting(day, time.fromisoformat(begins), time.fromisoformat(ends))


def draft(*meetings: Meeting, **other: Any) -> Draft:
    """Phonics for TAs on two afternoons, two places at £120, by Copthorne's terms."""
    trainer = Trainer(PersonId(UUID(int=0x7A)), Days(2))
    fields: dict[str, Any] = {
        "title": "Phonics for TAs",
        "strand": "cpd",
        "meetings": meetings or (meeting(), meeting(SECOND)),
        "venue": "Hilltop Juniors, hall",
        "trainers": (trainer,),
        "places": 2,
        "pounds": Decimal(120),
        "terms": "copthorne",
    }
    return Draft(**fields | other)


def course(**other: Any) -> Course:
    """A course that was scheduled today."""
    return Course.schedule(COURSE, draft(**other).plan(), at=NOW)[0]


def member(school_id: SchoolId = HILLTOP) -> School:
    """A school that may book."""
    return School(school_id, "Hilltop Juniors", is_member=True)


def person(number: int, school_id: SchoolId = HILLTOP) -> Person:
    """One of the school's people."""
    return Person(PersonId(UUID(int=school_id.int * 1000 + number)), school_id)


def booking_id(number: int) -> BookingId:
    """An id."""
    return BookingId(UUID(int=0xB000 + number))


def ids(found: Sequence[Any]) -> list[UUID]:
    """The bookings' ids."""
    return [each.booking_id for each in found]
