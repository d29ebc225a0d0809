"""Notify's copy of a course, and of who is on it: for mail about it, and for calendars."""

from dataclasses import dataclass
from datetime import datetime

from shared.contracts.bookings import (
    CourseAspect,
    CourseCancellation,
    CourseChanged,
    CourseScheduled,
    Session,
    Standing,
)
from shared.kernel.ids import BookingId, CourseId, PersonId, SchoolId

WORTH_TELLING = frozenset(
    {CourseAspect.TITLE, CourseAspect.SESSIONS, CourseAspect.VENUE, CourseAspect.TRAINERS, CourseAspect.FEE}
)
"""What those booked are told of. Places, strand and terms change nothing for them: they keep what they agreed to."""


@dataclass(slots=True)
class Course:
    """A course as it was last told. `dropped` are sessions that it no longer has, and that may stand in calendars.

    `revision` counts its changes from 0: calendars go by it (RFC 5545, SEQUENCE).
    """

    course_id: CourseId
    title: str
    venue: str
    sessions: tuple[Session, ...]
    dropped: tuple[Session, ...] = ()
    revision: int = 0
    cancelled_because: CourseCancellation | None = None

    @classmethod
    def scheduled(cls, told: CourseScheduled | CourseChanged) -> "Course":
        """As it is when notify first hears of it."""
        return cls(told.course_id, told.title, told.venue, told.sessions)

    @property
    def begins_at(self) -> datetime:
        """When the first session begins."""
        return self.sessions[0].begins_at

    def change(self, told: CourseChanged) -> None:
        """As it is from now on; sessions keep their numbers, so those above the last one are no more."""
        was = {each.number: each for each in (*self.dropped, *self.sessions)}
        numbers = {each.number for each in told.sessions}
        self.title, self.venue, self.sessions = told.title, told.venue, told.sessions
        self.dropped = tuple(each for number, each in sorted(was.items()) if number not in numbers)
        self.revision += 1

    def cancel(self, reason: CourseCancellation) -> None:
        """The alliance doesn't hold it."""
        self.cancelled_because = reason
        self.revision += 1


@dataclass(frozen=True, slots=True)
class Booking:
    """How somebody stands on a course."""

    booking_id: BookingId
    course_id: CourseId
    person_id: PersonId
    school_id: SchoolId
    standing: Standing
