"""A course is on offer, was changed, or was held."""

from services.notify.domain.course import WORTH_TELLING, Course
from services.notify.domain.reference import Kind, Reference
from services.notify.use_cases.bookings_mail import of_booking, the_person
from services.notify.use_cases.direct import go_on
from services.notify.use_cases.ports import Work
from services.notify.use_cases.write_to import write_to
from shared.contracts.bookings import AttendanceRecorded, CourseAspect, CourseChanged, CourseScheduled, Standing

IN_CALENDARS = {CourseAspect.TITLE, CourseAspect.SESSIONS, CourseAspect.VENUE}


async def keep_course(scheduled: CourseScheduled, work: Work) -> None:
    """Keep it, for the mail to come."""
    await work.courses.save(Course.scheduled(scheduled))


async def tell_of_change(changed: CourseChanged, work: Work) -> None:
    """Who has a place, or is offered one, is told of new dates, venue, trainers or fee, each once.

    Those who only wait are told when a place is offered: by then it may have changed again.
    """
    await _keep(changed, work)
    aspects = WORTH_TELLING & set(changed.changed)
    for booking in await work.courses.booked_on(changed.course_id) if aspects else ():
        if booking.standing is Standing.WAITING:
            continue
        values = of_booking(booking) | _news(changed, aspects, booking.standing)
        await write_to(the_person(booking), "course_changed", values, work)


async def forget_held(recorded: AttendanceRecorded, work: Work) -> None:
    """Once a course was held, nobody need be told of it any more."""
    if recorded.delivered:
        await work.courses.strike_all(recorded.course_id)


async def _keep(changed: CourseChanged, work: Work) -> None:
    course = await work.courses.get(changed.course_id)
    if course:
        course.change(changed)
    await work.courses.save(course or Course.scheduled(changed))
    await go_on([Reference(Kind.COURSE, changed.course_id)], work)


def _news(changed: CourseChanged, aspects: frozenset[CourseAspect], standing: Standing) -> dict[str, str]:
    """What changed; the rest of it is read when the message is written."""
    news = {"changed": " ".join(sorted(aspects)), "standing": standing, "fee_pence": str(changed.fee.pence)}
    if CourseAspect.TRAINERS in aspects:
        news["trainer_ids"] = " ".join(str(each.person_id) for each in changed.trainers)
    if standing is Standing.BOOKED and aspects & IN_CALENDARS:
        news["calendar"] = "publish"
    return news
