"""A school takes up the place that it was offered, or doesn't."""

from dataclasses import dataclass

from services.bookings.use_cases.acting import may_act
from services.bookings.use_cases.offer_free_places import answered, offer_free_places
from services.bookings.use_cases.ports import Work
from shared.kernel.ids import BookingId, PersonId


@dataclass(frozen=True, slots=True)
class AcceptOffer:
    """Yes. `acting` is the head who answers, None for the office."""

    booking_id: BookingId
    acting: PersonId | None = None


@dataclass(frozen=True, slots=True)
class DeclineOffer:
    """No. `acting` is the head who answers, None for the office."""

    booking_id: BookingId
    acting: PersonId | None = None


async def accept_offer(command: AcceptOffer, work: Work) -> None:
    """Book the place; refuses when the time to answer is over, or the course has begun."""
    course, booking = await work.courses.lock_with(command.booking_id)
    await may_act(command.acting, booking.school_id, work)
    booked = course.accept(booking, at=work.now)
    await work.bookings.save(booking)
    work.publish(booked)
    answered(booking.booking_id, work)


async def decline_offer(command: DeclineOffer, work: Work) -> None:
    """Leave the list, and let the next have the place."""
    course, booking = await work.courses.lock_with(command.booking_id)
    await may_act(command.acting, booking.school_id, work)
    declined = course.decline(booking)
    await work.bookings.save(booking)
    work.publish(declined)
    answered(booking.booking_id, work)
    await offer_free_places(course, work)
