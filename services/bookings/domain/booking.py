"""One person's place on a course, or their wish for one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.contracts.bookings import Standing
from shared.kernel.ids import BookingId, CourseId, PersonId, SchoolId
from shared.kernel.money import Money


class Ending(StrEnum):
    """Why somebody is no longer on a course."""

    CANCELLED = "cancelled"
    LAPSED = "lapsed"


@dataclass(slots=True)
class Booking:
    """How somebody stands, or last stood, on a course.

    `fee` and `terms` are those agreed on when the place was booked, whatever the course costs later.
    """

    booking_id: BookingId
    course_id: CourseId
    person_id: PersonId
    school_id: SchoolId
    standing: Standing
    fee: Money
    terms: str
    offered_until: datetime | None = None
    ended: Ending | None = None
