"""What bookings shows: reads for pages and the command line."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Row, ScalarSelect, Select, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.bookings.adapters.courses import STANDS, plan_of
from services.bookings.adapters.tables import MOMENT, attendance, bookings, courses
from services.bookings.domain.booking import Ending
from services.bookings.domain.school_terms import Term
from shared.contracts.bookings import Session, Standing
from shared.kernel.clock import LONDON, london_date
from shared.kernel.years import AcademicYear

SHOWN = (
    *("course_id", "title", "strand", "venue", "places", "fee", "terms", "is_cancelled"),
    *("booked", "offered", "waiting"),
)
"""What a line shows as the query gives it."""


class CourseLine(BaseModel):
    """A course in a list. `fee` is in pence; `free` places can be booked at once."""

    course_id: UUID
    title: str
    strand: str
    year: str
    term: Term
    sessions: tuple[Session, ...]
    venue: str
    places: int
    booked: int
    offered: int
    waiting: int
    free: int
    fee: int
    terms: str
    is_cancelled: bool


class Seat(BaseModel):
    """Somebody on a course. `position` is theirs in the line of those who wait; `came` by the session's number."""

    booking_id: UUID
    person_id: UUID
    school_id: UUID
    standing: Standing
    position: int | None
    offered_until: datetime | None
    came: dict[int, bool]


class TrainerView(BaseModel):
    """Who delivers a course, and the days that this takes them out of class: 0.5, 1, 1.5."""

    person_id: UUID
    days: float


class CourseView(CourseLine):
    """A course with its trainers, and those who stand on it, in order of asking."""

    trainers: list[TrainerView]
    recorded: list[int]
    seats: list[Seat]


class SchoolBooking(BaseModel):
    """What a school has booked, or had; `fee` is what was agreed on, in pence."""

    booking_id: UUID
    course_id: UUID
    title: str
    begins_at: datetime
    person_id: UUID
    standing: Standing
    offered_until: datetime | None
    ended: Ending | None
    fee: int


async def courses_of(
    connection: AsyncConnection,
    *,
    year: int | None = None,
    term: Term | None = None,
    strand: str | None = None,
    with_free_places: bool = False,
    with_cancelled: bool = False,
    after: datetime | None = None,
    before: datetime | None = None,
    unrecorded: datetime | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[CourseLine]:
    """Courses in order of time; of an academic year (2026 is 2026/27), or of a term of it.

    Those that end `after` that moment; those that ended `before` it, the last one first; those with a session that had
    ended by then and isn't recorded.
    """
    query = _counted()
    if not with_cancelled:
        query = query.where(~courses.c.is_cancelled)
    if year is not None:
        begins, ends = _span(AcademicYear(year), term)
        query = query.where(courses.c.begins_at >= begins, courses.c.begins_at < ends)
    if strand is not None:
        query = query.where(courses.c.strand == strand)
    if with_free_places:
        query = query.having(courses.c.places > func.count().filter(_stands("booked", "offered")))
    if after is not None:
        query = query.where(after < _ENDS_AT)
    if before is not None:
        query = query.where(before >= _ENDS_AT)
    if unrecorded is not None:
        query = query.where(func.cardinality(courses.c.recorded) < _ended_by(unrecorded))
    in_time = courses.c.begins_at if before is None else courses.c.begins_at.desc()
    page = query.order_by(in_time, courses.c.course_id).limit(limit).offset(offset)
    return [CourseLine(**_line(row)) for row in await connection.execute(page)]


async def course(connection: AsyncConnection, course_id: UUID, school_id: UUID | None = None) -> CourseView | None:
    """One course, with those who stand on it, or with one school's people among them; None when there is none."""
    row = (await connection.execute(_counted().where(courses.c.course_id == course_id))).one_or_none()
    if row is None:
        return None
    seats = await _seats(connection, course_id)
    mine = [each for each in seats if school_id in (None, each.school_id)]
    trainers = [TrainerView(person_id=each.person_id, days=each.days.halves / 2) for each in plan_of(row).trainers]
    return CourseView(**_line(row), trainers=trainers, recorded=row.recorded, seats=mine)


async def bookings_of(connection: AsyncConnection, school_id: UUID, limit: int, offset: int) -> list[SchoolBooking]:
    """What a school has booked, newest first."""
    query = select(bookings, courses.c.title, courses.c.begins_at).join(courses)
    page = query.where(bookings.c.school_id == school_id).order_by(bookings.c.place.desc()).limit(limit).offset(offset)
    return [SchoolBooking.model_validate(row, from_attributes=True) for row in await connection.execute(page)]


async def _seats(connection: AsyncConnection, course_id: UUID) -> list[Seat]:
    standing = select(bookings).where(bookings.c.course_id == course_id, STANDS).order_by(bookings.c.place)
    rows = (await connection.execute(standing)).all()
    came = await _came(connection, [row.booking_id for row in rows])
    waiting = [row.booking_id for row in rows if row.standing == Standing.WAITING]
    position = {booking_id: number for number, booking_id in enumerate(waiting, 1)}
    return [
        Seat(
            **{name: getattr(row, name) for name in ("booking_id", "person_id", "school_id", "offered_until")},
            standing=Standing(row.standing),
            position=position.get(row.booking_id),
            came=came.get(row.booking_id, {}),
        )
        for row in rows
    ]


async def _came(connection: AsyncConnection, booking_ids: Sequence[UUID]) -> dict[UUID, dict[int, bool]]:
    found: dict[UUID, dict[int, bool]] = {}
    query = select(attendance).where(attendance.c.booking_id.in_(booking_ids)).order_by(attendance.c.session)
    for booking_id, session, came in await connection.execute(query):
        found.setdefault(booking_id, {})[session] = came
    return found


_ENDS_AT = cast(courses.c.sessions[-1]["ends_at"].astext, MOMENT)
"""When the last session ends."""


def _ended_by(moment: datetime) -> ScalarSelect[int]:
    """How many of a course's sessions had ended by then."""
    session = func.jsonb_array_elements(courses.c.sessions, type_=JSONB).column_valued("session")
    ended = select(func.count()).where(cast(session["ends_at"].astext, MOMENT) <= moment)
    return ended.scalar_subquery()


def _counted() -> Select[Any]:
    """Courses with how many stand where."""
    counts = (func.count().filter(_stands(each)).label(each) for each in ("booked", "offered", "waiting"))
    joined = courses.outerjoin(bookings, (bookings.c.course_id == courses.c.course_id) & STANDS)
    return select(courses, *counts).select_from(joined).group_by(courses.c.course_id)


def _stands(*standings: str) -> Any:
    return bookings.c.standing.in_(standings)


def _span(year: AcademicYear, term: Term | None) -> tuple[datetime, datetime]:
    first = (term or Term.AUTUMN).span(year)[0]
    end = (term or Term.SUMMER).span(year)[1]
    return datetime.combine(first, time(), LONDON), datetime.combine(end, time(), LONDON)


def _line(row: Row[Any]) -> dict[str, Any]:
    day = london_date(row.begins_at)
    return {
        **{name: getattr(row, name) for name in SHOWN},
        "sessions": plan_of(row).sessions,
        "year": str(AcademicYear.of(day)),
        "term": Term.of(day),
        "free": row.places - row.booked - row.offered,
    }
