"""Registry tells of a school: keep whether it may book, and free the places of one that is gone."""

from services.bookings.use_cases.cancel_booking import leave
from services.bookings.use_cases.offer_free_places import offer_free_places
from services.bookings.use_cases.ports import Work
from shared.contracts.bookings import Canceller
from shared.contracts.registry import SchoolChanged, SchoolClosed, SchoolJoined, SchoolLeft, SchoolSucceeded, Status
from shared.kernel.ids import SchoolId


async def remember_member(joined: SchoolJoined, work: Work) -> None:
    """From now on it may book."""
    school = await work.schools.lock(joined.school_id)
    school.name, school.is_member, school.is_open = joined.name, True, True
    await work.schools.save(school)


async def hear_of_school(changed: SchoolChanged, work: Work) -> None:
    """It may have another name, or be open again."""
    school = await work.schools.lock(changed.school_id)
    school.name = changed.name
    school.is_open = school.is_open if changed.status is None else changed.status is not Status.CLOSED
    await work.schools.save(school)


async def keep_succeeded(succeeded: SchoolSucceeded, work: Work) -> None:
    """It goes on, mostly as an academy: its places, and its turn in every line, stay its own."""
    school = await work.schools.lock(succeeded.school_id)
    school.name, school.is_open = succeeded.name, True
    await work.schools.save(school)


async def free_places_of_leaver(left: SchoolLeft, work: Work) -> None:
    """It is no member, so its places on courses ahead are for others."""
    school = await work.schools.lock(left.school_id)
    school.is_member = False
    await work.schools.save(school)
    await _free_places(left.school_id, Canceller.SCHOOL_LEFT, work)


async def free_places_of_closed_school(closed: SchoolClosed, work: Work) -> None:
    """It sends nobody any more, so its places on courses ahead are for others."""
    school = await work.schools.lock(closed.school_id)
    school.is_open = False
    await work.schools.save(school)
    await _free_places(closed.school_id, Canceller.SCHOOL_CLOSED, work)


async def _free_places(school_id: SchoolId, by: Canceller, work: Work) -> None:
    """Whoever books holds the school's row, which is locked here: nobody slips in behind."""
    for course_id in await work.courses.ahead_of(school_id, work.now):
        course = await work.courses.lock(course_id)
        for booking in await work.bookings.on(course_id, school_id):
            await leave(course, booking, by, work)
        await offer_free_places(course, work)
