"""Registry's facts as bookings' reader gets them, and what people then do."""

from datetime import date
from typing import Any

from services.bookings.use_cases.book_place import BookPlace, Placed
from services.bookings.use_cases.schedule_course import ScheduleCourse
from shared.contracts.registry import PersonRegistered, Phase, Role, SchoolJoined
from shared.kernel.ids import CourseId, SchoolId, Urn
from tests.bookings.plans import HILLTOP, VALLEY, draft, person
from tests.telling import Stories

PEOPLE = 9


class Alliance(Stories):
    """Two schools on bookings' bench."""

    async def joined(self) -> None:
        """Both schools join, and nine people work at each, the first as its head."""
        for school_id, name in ((HILLTOP, "Hilltop Juniors"), (VALLEY, "Valley Infants")):
            await self.tell(SchoolJoined(school_id, Urn(100001), name, Phase.PRIMARY, date(2027, 3, 1), ()))
            roles = (Role.HEAD, *[Role.TEACHER] * (PEOPLE - 1))
            await self.tell(
                *[PersonRegistered(person(n, school_id).person_id, school_id, (role,)) for n, role in enumerate(roles)]
            )

    async def scheduled(self, **other: Any) -> CourseId:
        """A course on offer."""
        return await self.bench.do(ScheduleCourse(draft(**other)))

    async def book(self, course_id: CourseId, number: int, school_id: SchoolId = HILLTOP) -> Placed:
        """A place for that one of the school's people."""
        return await self.bench.do(BookPlace(course_id, person(number, school_id).person_id, school_id))

    async def timers(self) -> int:
        """Give what is due; how many there were."""
        return await self.bench.fire_timers()
