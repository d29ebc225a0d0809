"""The table of courses."""

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.bookings.adapters.bookings import booking_of
from services.bookings.adapters.tables import bookings, courses
from services.bookings.domain.booking import Booking
from services.bookings.domain.course import Course, Seats
from services.bookings.domain.plan import Plan
from services.bookings.domain.refusals import BookingIsUnknown, CourseIsUnknown
from shared.contracts.bookings import Session, Standing, Trainer
from shared.kernel.ids import BookingId, CourseId, PersonId, SchoolId
from shared.kernel.money import Money
from shared.persistence.keeping import keep

SESSIONS = TypeAdapter(tuple[Session, ...])
TRAINERS = TypeAdapter(tuple[Trainer, ...])

STANDS = bookings.c.ended.is_(None)


class CourseTable:
    """Courses, locked and kept; who stands on them is counted, not loaded."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, course_id: CourseId, asker: PersonId | None = None) -> Course:
        """A course, for changing; raises `CourseIsUnknown`.

        The seats are counted by a second statement: the first one's snapshot is from before it got the lock.
        """
        row = (await self._connection.execute(_LOCKED, {"id": course_id})).one_or_none()
        if row is None:
            raise CourseIsUnknown
        return _course(row, await self._seats(course_id, asker))

    async def lock_with(self, booking_id: BookingId, asker: PersonId | None = None) -> tuple[Course, Booking]:
        """A booking with its course, for changing; raises `BookingIsUnknown`. The course first, as everywhere."""
        this = bookings.c.booking_id == booking_id
        course_id = (await self._connection.execute(select(bookings.c.course_id).where(this))).scalar_one_or_none()
        if course_id is None:
            raise BookingIsUnknown
        course = await self.lock(CourseId(course_id), asker)
        return course, booking_of((await self._connection.execute(select(bookings).where(this))).one())

    async def ahead_of(self, school_id: SchoolId, now: datetime) -> list[CourseId]:
        """Courses still to begin on which a school's people stand, in the order of ids."""
        theirs = select(bookings.c.course_id).where(bookings.c.school_id == school_id, STANDS)
        ahead = select(courses.c.course_id).where(courses.c.begins_at > now, courses.c.course_id.in_(theirs))
        return list((await self._connection.execute(ahead.order_by(courses.c.course_id))).scalars())

    async def save(self, course: Course) -> None:
        """Keep the course itself as it is now."""
        plan = course.plan
        row = {
            "course_id": course.course_id,
            "begins_at": plan.begins_at,
            "title": plan.title,
            "strand": plan.strand,
            "sessions": SESSIONS.dump_python(plan.sessions, mode="json"),
            "venue": plan.venue,
            "trainers": TRAINERS.dump_python(plan.trainers, mode="json"),
            "places": plan.places,
            "fee": plan.fee.pence,
            "terms": plan.terms,
            "recorded": sorted(course.recorded),
            "is_cancelled": course.is_cancelled,
        }
        await keep(self._connection, courses, row)

    async def _seats(self, course_id: CourseId, asker: PersonId | None) -> Seats:
        """One look at an index, however many have asked."""
        row = (await self._connection.execute(_SEATS, {"id": course_id, "asker": asker})).one()
        return Seats(row.booked, row.offered, row.waiting, row.theirs and Standing(row.theirs))


def plan_of(row: Row[Any]) -> Plan:
    """A course's plan."""
    return Plan(
        row.title,
        row.strand,
        SESSIONS.validate_python(row.sessions),
        row.venue,
        TRAINERS.validate_python(row.trainers),
        row.places,
        Money(row.fee),
        row.terms,
    )


def _course(row: Row[Any], seats: Seats) -> Course:
    return Course(CourseId(row.course_id), plan_of(row), seats, frozenset(row.recorded), row.is_cancelled)


_LOCKED = select(courses).where(courses.c.course_id == bindparam("id")).with_for_update()

_SEATS = select(
    *(func.count().filter(bookings.c.standing == each).label(each) for each in Standing),
    func.max(bookings.c.standing).filter(bookings.c.person_id == bindparam("asker")).label("theirs"),
).where(bookings.c.course_id == bindparam("id"), STANDS)
