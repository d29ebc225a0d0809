"""A colleague comes instead."""

from dataclasses import dataclass

from services.bookings.use_cases.acting import may_act
from services.bookings.use_cases.ports import Work
from shared.kernel.ids import BookingId, PersonId, SchoolId


@dataclass(frozen=True, slots=True)
class HandOnPlace:
    """A school gives a booked place to another of its people. `acting` is its head, None for the office."""

    booking_id: BookingId
    school_id: SchoolId
    colleague_id: PersonId
    acting: PersonId | None = None


async def hand_on_place(command: HandOnPlace, work: Work) -> BookingId:
    """Cancel the one and book the other, free of charge, in one commit; refuses the people of other schools."""
    await may_act(command.acting, command.school_id, work)
    school = await work.schools.hold(command.school_id)
    colleague = await work.people.get(command.colleague_id)
    course, booking = await work.courses.lock_with(command.booking_id, command.colleague_id)
    instead, given, booked = course.hand_on(
        booking, BookingId(work.new_id()), colleague, school, work.rules, at=work.now
    )
    await work.bookings.save(booking)
    await work.bookings.add(instead)
    work.publish(given, booked)
    return instead.booking_id
