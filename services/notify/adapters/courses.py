"""The tables of courses and of who is on them."""

from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.adapters.tables import bookings, courses
from services.notify.domain.course import Booking, Course
from shared.contracts.bookings import CourseCancellation, Session, Standing
from shared.kernel.ids import BookingId, CourseId, PersonId, SchoolId
from shared.persistence.keeping import keep

SESSIONS: TypeAdapter[tuple[Session, ...]] = TypeAdapter(tuple[Session, ...])


class CourseTable:
    """Courses as bookings told of them. One reader reads a course's story, in order, so nobody else writes its rows.

    A unit of work asks for a course once.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._held: dict[CourseId, Course] = {}

    async def get(self, course_id: CourseId) -> Course | None:
        """A course as it was last told; None when it never was."""
        if course_id not in self._held:
            row = (await self._connection.execute(_THIS, {"id": course_id})).one_or_none()
            if row is None:
                return None
            self._held[course_id] = _course(row)
        return self._held[course_id]

    async def save(self, course: Course) -> None:
        """Keep it as it is now."""
        row = {
            "course_id": course.course_id,
            "title": course.title,
            "venue": course.venue,
            "sessions": SESSIONS.dump_python(course.sessions, mode="json"),
            "dropped": SESSIONS.dump_python(course.dropped, mode="json"),
            "revision": course.revision,
            "cancelled_because": course.cancelled_because,
        }
        await keep(self._connection, courses, row)
        self._held[course.course_id] = course

    async def booked_on(self, course_id: CourseId) -> list[Booking]:
        """Who has a place on it or waits for one, in the order of their asking."""
        query = select(bookings).where(bookings.c.course_id == course_id).order_by(bookings.c.booking_id)
        return [_booking(row) for row in await self._connection.execute(query)]

    async def note(self, booking: Booking) -> None:
        """Keep how somebody stands now."""
        row = {
            "booking_id": booking.booking_id,
            "course_id": booking.course_id,
            "person_id": booking.person_id,
            "school_id": booking.school_id,
            "standing": booking.standing,
        }
        await keep(self._connection, bookings, row)

    async def strike(self, booking_id: BookingId) -> None:
        """Somebody is no longer on a course."""
        await self._connection.execute(delete(bookings).where(bookings.c.booking_id == booking_id))

    async def strike_all(self, course_id: CourseId) -> None:
        """It was held: nobody need be told of it any more."""
        await self._connection.execute(delete(bookings).where(bookings.c.course_id == course_id))


def _course(row: Row[Any]) -> Course:
    return Course(
        CourseId(row.course_id),
        row.title,
        row.venue,
        SESSIONS.validate_python(row.sessions),
        SESSIONS.validate_python(row.dropped),
        row.revision,
        CourseCancellation(row.cancelled_because) if row.cancelled_because else None,
    )


def _booking(row: Row[Any]) -> Booking:
    whose = PersonId(row.person_id), SchoolId(row.school_id)
    return Booking(BookingId(row.booking_id), CourseId(row.course_id), *whose, Standing(row.standing))


_THIS = select(courses).where(courses.c.course_id == bindparam("id"))
