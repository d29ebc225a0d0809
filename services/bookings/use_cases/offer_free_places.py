"""Free places go to those who wait, first in line first, each kept for a set time."""

from dataclasses import dataclass

from services.bookings.domain.course import Course
from services.bookings.use_cases.ports import Work
from shared.contracts.bookings import Standing
from shared.kernel.ids import BookingId


@dataclass(frozen=True, slots=True)
class LapseOffer:
    """The time to answer an offer is over; a timer says so."""

    booking_id: BookingId


async def offer_free_places(course: Course, work: Work) -> None:
    """Offer what is free, and set a timer for each offer. The course is locked."""
    count = course.to_offer(work.now)
    for booking in await work.bookings.first_in_line(course.course_id, count) if count else ():
        offered = course.offer(booking, work.rules, at=work.now)
        await work.bookings.save(booking)
        work.publish(offered)
        work.remind(offered.until, LapseOffer(booking.booking_id), _timer(booking.booking_id))


def answered(booking_id: BookingId, work: Work) -> None:
    """Nobody need be reminded of that offer any more."""
    work.forget(_timer(booking_id))


def _timer(booking_id: BookingId) -> str:
    return f"{Standing.OFFERED}:{booking_id}"
