"""What the use cases need of the world."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.bookings.domain.booking import Booking
from services.bookings.domain.course import Course
from services.bookings.domain.school import Person, School
from services.bookings.domain.terms import Rules
from shared.contracts.fact import Fact
from shared.kernel.ids import BookingId, CourseId, PersonId, SchoolId


class Courses(Protocol):
    """Courses, with how many stand where. Whoever changes a booking locks its course first."""

    async def lock(self, course_id: CourseId, asker: PersonId | None = None) -> Course:
        """A course, for changing; raises `CourseIsUnknown`. With `asker`, also how that person stands on it."""
        ...

    async def lock_with(self, booking_id: BookingId, asker: PersonId | None = None) -> tuple[Course, Booking]:
        """A booking with its course, for changing; raises `BookingIsUnknown`."""
        ...

    async def ahead_of(self, school_id: SchoolId, now: datetime) -> list[CourseId]:
        """Courses still to begin on which a school's people stand, in the order of ids."""
        ...

    async def save(self, course: Course) -> None:
        """Keep the course itself as it is now."""
        ...


class Bookings(Protocol):
    """Places and wishes for one, each course's in the order of asking. Its course is locked."""

    async def add(self, booking: Booking) -> None:
        """Keep a new one, behind all others."""
        ...

    async def save(self, booking: Booking) -> None:
        """Keep it as it is now."""
        ...

    async def first_in_line(self, course_id: CourseId, count: int) -> list[Booking]:
        """The first so many who wait."""
        ...

    async def on(self, course_id: CourseId, school_id: SchoolId | None = None) -> list[Booking]:
        """All who stand on a course, or those of one school, in order."""
        ...

    async def record(self, session: int, came: Collection[BookingId], absent: Collection[BookingId]) -> None:
        """Keep who came to a session, instead of what was kept of it before."""
        ...


class Schools(Protocol):
    """Which schools there are, as registry tells it."""

    async def hold(self, school_id: SchoolId) -> School:
        """A school, held as it is until this work ends; of a school not told of, what that means."""
        ...

    async def lock(self, school_id: SchoolId) -> School:
        """A school, for changing; one not told of yet is locked too."""
        ...

    async def save(self, school: School) -> None:
        """Keep it as it is now."""
        ...


class People(Protocol):
    """Who works where, as registry tells it."""

    async def get(self, person_id: PersonId) -> Person:
        """Somebody; raises `PersonIsUnknown`."""
        ...

    async def save(self, person: Person) -> None:
        """Keep where they work now."""
        ...

    async def forget(self, person_id: PersonId) -> None:
        """Nobody of that id works anywhere."""
        ...


class Work(Protocol):
    """One unit of work of bookings."""

    now: datetime
    courses: Courses
    bookings: Bookings
    schools: Schools
    people: People
    rules: Rules

    def new_id(self) -> UUID:
        """A fresh id."""
        ...

    def publish(self, *facts: Fact) -> None:
        """Tell facts, if the work commits."""
        ...

    def remind(self, at: datetime, command: object, id: str) -> None:  # noqa: A002 - the bus's own word
        """Give a command later."""
        ...

    def forget(self, id: str) -> None:  # noqa: A002 - the bus's own word
        """Cancel a reminder."""
        ...
