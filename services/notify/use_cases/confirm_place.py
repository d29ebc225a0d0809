"""Somebody has a place on a course."""

from services.notify.use_cases.bookings_mail import of_booking, standing, the_person
from services.notify.use_cases.ports import Work
from services.notify.use_cases.write_to import write_to
from shared.contracts.bookings import CourseBooked, Standing


async def confirm_place(booked: CourseBooked, work: Work) -> None:
    """They are told, with the dates for their calendar; the office in their stead when they have no address."""
    await work.courses.note(standing(booked, Standing.BOOKED))
    values = of_booking(booked) | {"fee_pence": str(booked.fee.pence), "calendar": "publish"}
    await write_to(the_person(booked), "place_booked", values, work)
