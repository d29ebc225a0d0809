"""Nobody answered an offer in time."""

from services.bookings.use_cases.offer_free_places import LapseOffer, offer_free_places
from services.bookings.use_cases.ports import Work


async def lapse_offer(command: LapseOffer, work: Work) -> None:
    """Let it lapse, and offer the place to the next. Refuses what was answered meanwhile."""
    course, booking = await work.courses.lock_with(command.booking_id)
    lapsed = course.decline(booking)
    await work.bookings.save(booking)
    work.publish(lapsed)
    await offer_free_places(course, work)
