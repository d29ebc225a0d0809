"""Somebody is no longer on a course, or the whole course is cancelled."""

from services.notify.use_cases.bookings_mail import of_booking, the_office, the_person
from services.notify.use_cases.ports import Work
from services.notify.use_cases.write_to import write_to
from shared.contracts.bookings import BookingCancelled, Canceller, CourseCancelled, Standing


async def keep_cancelled(cancelled: CourseCancelled, work: Work) -> None:
    """Keep why. Those booked and those waiting are told by their own cancellations, which follow in the same commit."""
    course = await work.courses.get(cancelled.course_id)
    if course:
        course.cancel(cancelled.reason)
        await work.courses.save(course)


async def confirm_cancellation(cancelled: BookingCancelled, work: Work) -> None:
    """They are told, with the dates to take out of their calendar if they had a place; the office in their stead when
    they have no address. When the school has to pay, its office is told besides.
    """
    await work.courses.strike(cancelled.booking_id)
    values = of_booking(cancelled) | {
        "stood": cancelled.stood,
        "by": cancelled.by,
        "notice_number": str(cancelled.notice),
        "charge_pence": str(cancelled.charge.pence),
    }
    template = "course_cancelled" if await _with_the_course(cancelled, work) else "place_cancelled"
    calendar = {"calendar": "cancel"} if cancelled.stood is Standing.BOOKED else {}
    await write_to(the_person(cancelled), template, values | calendar, work)
    if cancelled.charge.pence:
        await write_to(the_office(cancelled), template, values, work)


async def _with_the_course(cancelled: BookingCancelled, work: Work) -> bool:
    course = await work.courses.get(cancelled.course_id)
    return cancelled.by is Canceller.ALLIANCE and course is not None and course.cancelled_because is not None
