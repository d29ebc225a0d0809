"""Somebody waits for a place on a course."""

from services.notify.use_cases.bookings_mail import of_booking, standing, the_person
from services.notify.use_cases.ports import Work
from services.notify.use_cases.write_to import write_to
from shared.contracts.bookings import Standing, WaitingListJoined


async def confirm_waiting(waiting: WaitingListJoined, work: Work) -> None:
    """They are told where they stand in line; the office in their stead when they have no address."""
    await work.courses.note(standing(waiting, Standing.WAITING))
    values = of_booking(waiting) | {"position_number": str(waiting.position)}
    await write_to(the_person(waiting), "place_awaited", values, work)
