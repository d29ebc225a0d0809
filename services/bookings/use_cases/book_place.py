"""Book a place on a course."""

from dataclasses import dataclass

from services.bookings.use_cases.acting import may_act
from services.bookings.use_cases.ports import Work
from shared.contracts.bookings import Standing
from shared.kernel.ids import BookingId, CourseId, PersonId, SchoolId


@dataclass(frozen=True, slots=True)
class BookPlace:
    """A school asks for a place for one of its people. `acting` is its head, None for the office."""

    course_id: CourseId
    person_id: PersonId
    school_id: SchoolId
    acting: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """The booking, and whether it is a place or one on the waiting list."""

    booking_id: BookingId
    standing: Standing


async def book_place(command: BookPlace, work: Work) -> Placed:
    """Take a free place or join the waiting list; refuses schools that aren't members, and other schools' people.

    The course is locked last: three hundred may want the last thirty places, and each waits for all before.
    """
    await may_act(command.acting, command.school_id, work)
    school = await work.schools.hold(command.school_id)
    person = await work.people.get(command.person_id)
    course = await work.courses.lock(command.course_id, command.person_id)
    booking, told = course.book(BookingId(work.new_id()), person, school, at=work.now)
    await work.bookings.add(booking)
    work.publish(told)
    return Placed(booking.booking_id, booking.standing)
