"""Cancel a course."""

from dataclasses import dataclass

from services.bookings.use_cases.cancel_booking import leave
from services.bookings.use_cases.ports import Work
from shared.contracts.bookings import Canceller, CourseCancellation
from shared.kernel.ids import CourseId


@dataclass(frozen=True, slots=True)
class CancelCourse:
    """The alliance can't hold it."""

    course_id: CourseId
    reason: CourseCancellation


async def cancel_course(command: CancelCourse, work: Work) -> None:
    """Cancel it, and then each booking; nobody pays. Refuses a course that was held."""
    course = await work.courses.lock(command.course_id)
    work.publish(course.cancel(command.reason))
    await work.courses.save(course)
    for booking in await work.bookings.on(command.course_id):
        await leave(course, booking, Canceller.ALLIANCE, work)
