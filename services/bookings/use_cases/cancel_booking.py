"""Give a place back, or leave the waiting list."""

from dataclasses import dataclass

from services.bookings.domain.booking import Booking
from services.bookings.domain.course import Course
from services.bookings.use_cases.acting import may_act
from services.bookings.use_cases.offer_free_places import answered, offer_free_places
from services.bookings.use_cases.ports import Work
from shared.contracts.bookings import Canceller, Standing
from shared.kernel.ids import BookingId, PersonId


@dataclass(frozen=True, slots=True)
class CancelBooking:
    """`by` the school, for what its terms say, or by the alliance, for nothing. `acting` is a head, None the office."""

    booking_id: BookingId
    by: Canceller
    acting: PersonId | None = None


async def cancel_booking(command: CancelBooking, work: Work) -> None:
    """Free the place and offer it to the first in line. Refuses a school's cancellation once the course has begun."""
    course, booking = await work.courses.lock_with(command.booking_id)
    await may_act(command.acting, booking.school_id, work)
    await leave(course, booking, command.by, work)
    await offer_free_places(course, work)


async def leave(course: Course, booking: Booking, by: Canceller, work: Work) -> None:
    """Take somebody off a course, which is locked; what becomes free is for the caller to offer."""
    was_offered = booking.standing is Standing.OFFERED
    cancelled = course.leave(booking, by, work.rules, at=work.now)
    await work.bookings.save(booking)
    work.publish(cancelled)
    if was_offered:
        answered(booking.booking_id, work)
