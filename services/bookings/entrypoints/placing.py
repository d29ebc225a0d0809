"""What schools do with places: decode, hand over."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from services.bookings.entrypoints.bodies import Answering, Booked, Booking, Cancelling, HandingOn, Identified
from services.bookings.use_cases.answer_offer import AcceptOffer, DeclineOffer
from services.bookings.use_cases.book_place import BookPlace, Placed
from services.bookings.use_cases.cancel_booking import CancelBooking
from services.bookings.use_cases.hand_on_place import HandOnPlace
from shared.contracts.bookings import Canceller
from shared.http.acting import acting_head
from shared.http.asking import Asking
from shared.http.tokens import OFFICE, allowed
from shared.kernel.ids import BookingId, CourseId, PersonId, SchoolId
from shared.service import Doors


def routes(router: APIRouter, doors: Doors) -> None:
    """Places: booked, handed on, given back; offers answered."""

    @router.post("/courses/{course_id}/bookings", status_code=201)
    async def book(course_id: UUID, booking: Booking, asking: Annotated[Asking, Depends(doors.ask)]) -> Booked:
        """Book a place for somebody, or join the waiting list."""
        head = acting_head(asking.caller)
        whose = PersonId(booking.person_id), SchoolId(booking.school_id)
        placed: Placed = await asking.do(BookPlace(CourseId(course_id), *whose, head))
        return Booked(id=placed.booking_id, standing=placed.standing)

    @router.post("/bookings/{booking_id}/cancel", status_code=204)
    async def cancel(booking_id: UUID, how: Cancelling, asking: Annotated[Asking, Depends(doors.ask)]) -> None:
        """Give a place back, or leave the waiting list."""
        if how.by is Canceller.ALLIANCE:
            allowed(asking.caller, *OFFICE)
        await asking.do(CancelBooking(BookingId(booking_id), how.by, acting_head(asking.caller)))

    @router.post("/bookings/{booking_id}/hand-on", status_code=201)
    async def hand_on(booking_id: UUID, to: HandingOn, asking: Annotated[Asking, Depends(doors.ask)]) -> Identified:
        """Let a colleague come instead, free of charge."""
        head = acting_head(asking.caller)
        command = HandOnPlace(BookingId(booking_id), SchoolId(to.school_id), PersonId(to.colleague_id), head)
        return Identified(id=await asking.do(command))

    @router.post("/bookings/{booking_id}/answer", status_code=204)
    async def answer(booking_id: UUID, how: Answering, asking: Annotated[Asking, Depends(doors.ask)]) -> None:
        """Take up the place that was offered, or let the next have it."""
        command = AcceptOffer if how.answer == "accept" else DeclineOffer
        await asking.do(command(BookingId(booking_id), acting_head(asking.caller)))
