"""The tables of bookings and of attendance. Whoever changes them has locked the course."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.bookings.adapters.tables import attendance, bookings
from services.bookings.domain.booking import Booking, Ending
from shared.contracts.bookings import Standing
from shared.kernel.ids import BookingId, CourseId, PersonId, SchoolId
from shared.kernel.money import Money


class BookingTable:
    """Bookings, read and kept; attendance, kept."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, booking: Booking) -> None:
        """Keep a new one, behind all others: the database numbers them while the course is locked."""
        row = {
            "booking_id": booking.booking_id,
            "course_id": booking.course_id,
            "person_id": booking.person_id,
            "school_id": booking.school_id,
        }
        await self._connection.execute(insert(bookings), row | _state(booking))

    async def save(self, booking: Booking) -> None:
        """Keep it as it is now."""
        this = bookings.c.booking_id == booking.booking_id
        await self._connection.execute(update(bookings).where(this).values(**_state(booking)))

    async def first_in_line(self, course_id: CourseId, count: int) -> list[Booking]:
        """The first so many who wait."""
        waiting = _standing(course_id).where(bookings.c.standing == Standing.WAITING)
        return [booking_of(row) for row in await self._connection.execute(waiting.limit(count))]

    async def on(self, course_id: CourseId, school_id: SchoolId | None = None) -> list[Booking]:
        """All who stand on a course, or those of one school, in order."""
        query = _standing(course_id)
        query = query if school_id is None else query.where(bookings.c.school_id == school_id)
        return [booking_of(row) for row in await self._connection.execute(query)]

    async def record(self, session: int, came: Collection[BookingId], absent: Collection[BookingId]) -> None:
        """Keep who came to a session, instead of what was kept of it before."""
        rows = [{"booking_id": each, "session": session, "came": each in came} for each in (*came, *absent)]
        if rows:
            keeping = upsert(attendance).values(rows)
            newest = {"came": keeping.excluded.came}
            await self._connection.execute(
                keeping.on_conflict_do_update(index_elements=["booking_id", "session"], set_=newest)
            )


def _standing(course_id: CourseId) -> Select[Any]:
    stands = (bookings.c.course_id == course_id, bookings.c.ended.is_(None))
    return select(bookings).where(*stands).order_by(bookings.c.place)


def _state(booking: Booking) -> dict[str, Any]:
    return {
        "standing": booking.standing,
        "fee": booking.fee.pence,
        "terms": booking.terms,
        "offered_until": booking.offered_until,
        "ended": booking.ended,
    }


def booking_of(row: Row[Any]) -> Booking:
    """A row as the domain knows it."""
    return Booking(
        BookingId(row.booking_id),
        CourseId(row.course_id),
        PersonId(row.person_id),
        SchoolId(row.school_id),
        Standing(row.standing),
        Money(row.fee),
        row.terms,
        row.offered_until,
        row.ended and Ending(row.ended),
    )
