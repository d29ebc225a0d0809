"""What bookings tells: courses, and who has a place on them. A course's facts are one story, in order."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.contracts.fact import fact
from shared.contracts.topics import COURSES
from shared.kernel.days import Days
from shared.kernel.ids import BookingId, CourseId, PersonId, SchoolId
from shared.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting of a course. Both moments are aware; people see them in London time."""

    number: int
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Trainer:
    """Who delivers a course, and the days that this takes them out of class."""

    person_id: PersonId
    days: Days


class CourseAspect(StrEnum):
    """What of a course has changed."""

    TITLE = "title"
    STRAND = "strand"
    SESSIONS = "sessions"
    VENUE = "venue"
    TRAINERS = "trainers"
    PLACES = "places"
    FEE = "fee"
    TERMS = "terms"


class CourseCancellation(StrEnum):
    """Why the alliance cancelled a course."""

    TOO_FEW_BOOKED = "too_few_booked"
    TRAINER_UNAVAILABLE = "trainer_unavailable"
    VENUE_UNAVAILABLE = "venue_unavailable"
    OTHER = "other"


class Canceller(StrEnum):
    """Who, or what, cancelled a booking."""

    SCHOOL = "school"
    ALLIANCE = "alliance"
    SCHOOL_LEFT = "school_left"
    SCHOOL_CLOSED = "school_closed"


class Standing(StrEnum):
    """How somebody stands on a course."""

    BOOKED = "booked"
    WAITING = "waiting"
    OFFERED = "offered"


@fact(topic=COURSES, key="course_id")
@dataclass(frozen=True, slots=True)
class CourseScheduled:
    """A course is on offer. A fee of nothing means free; `terms` names the ladder that a late cancellation costs."""

    course_id: CourseId
    title: str
    strand: str
    sessions: tuple[Session, ...]
    venue: str
    trainers: tuple[Trainer, ...]
    places: int
    fee: Money
    terms: str


@fact(topic=COURSES, key="course_id")
@dataclass(frozen=True, slots=True)
class CourseChanged:
    """A course as it now is, and in which respects it changed. Who is booked already keeps the fee agreed on."""

    course_id: CourseId
    title: str
    strand: str
    sessions: tuple[Session, ...]
    venue: str
    trainers: tuple[Trainer, ...]
    places: int
    fee: Money
    terms: str
    changed: tuple[CourseAspect, ...]


@fact(topic=COURSES, key="course_id")
@dataclass(frozen=True, slots=True)
class CourseCancelled:
    """The alliance cancelled a course: nobody pays. Each booking's own cancellation follows in the same commit."""

    course_id: CourseId
    reason: CourseCancellation


@fact(topic=COURSES, key="course_id")
@dataclass(frozen=True, slots=True)
class CourseBooked:
    """A place is taken. The fee is the school's to pay, not the person's."""

    course_id: CourseId
    booking_id: BookingId
    person_id: PersonId
    school_id: SchoolId
    fee: Money


@fact(topic=COURSES, key="course_id")
@dataclass(frozen=True, slots=True)
class WaitingListJoined:
    """All places were taken: somebody waits, `position` counting from 1."""

    course_id: CourseId
    booking_id: BookingId
    person_id: PersonId
    school_id: SchoolId
    position: int


@fact(topic=COURSES, key="course_id")
@dataclass(frozen=True, slots=True)
class PlaceOffered:
    """A place became free and is kept for the first in line until that moment."""

    course_id: CourseId
    booking_id: BookingId
    person_id: PersonId
    school_id: SchoolId
    until: datetime


@fact(topic=COURSES, key="course_id")
@dataclass(frozen=True, slots=True)
class OfferLapsed:
    """An offer wasn't taken up in time, or was declined: who had it no longer waits."""

    course_id: CourseId
    booking_id: BookingId
    person_id: PersonId
    school_id: SchoolId


@fact(topic=COURSES, key="course_id")
@dataclass(frozen=True, slots=True)
class BookingCancelled:
    """Somebody no longer has a place, or no longer waits.

    `notice` is in working days before the first session; `charge` is what the ladder says, nothing for who only waited.
    """

    course_id: CourseId
    booking_id: BookingId
    person_id: PersonId
    school_id: SchoolId
    stood: Standing
    by: Canceller
    notice: int
    charge: Money


@fact(topic=COURSES, key="course_id")
@dataclass(frozen=True, slots=True)
class AttendanceRecorded:
    """Who came to a session and who didn't. `delivered` once every session has been recorded: the course was held.

    Recording a session again corrects it.
    """

    course_id: CourseId
    session: int
    came: tuple[BookingId, ...]
    absent: tuple[BookingId, ...]
    delivered: bool


FACTS = (
    CourseScheduled,
    CourseChanged,
    CourseCancelled,
    CourseBooked,
    WaitingListJoined,
    PlaceOffered,
    OfferLapsed,
    BookingCancelled,
    AttendanceRecorded,
)
