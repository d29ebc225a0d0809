"""A place is kept for somebody who waited, or no longer."""

from services.notify.use_cases.bookings_mail import of_booking, standing, the_office, the_person
from services.notify.use_cases.ports import Work
from services.notify.use_cases.write_to import write_to
from shared.contracts.bookings import OfferLapsed, PlaceOffered, Standing


async def pass_on_offer(offered: PlaceOffered, work: Work) -> None:
    """They are told, and their school's office too: it has to answer in time, and pays."""
    await work.courses.note(standing(offered, Standing.OFFERED))
    values = of_booking(offered) | {"until_at": offered.until.isoformat()}
    for to in (the_person(offered), the_office(offered)):
        await write_to(to, "place_offered", values, work)


async def tell_of_lapse(lapsed: OfferLapsed, work: Work) -> None:
    """They are told that they no longer wait; the office in their stead when they have no address."""
    await work.courses.strike(lapsed.booking_id)
    await write_to(the_person(lapsed), "offer_lapsed", of_booking(lapsed), work)
