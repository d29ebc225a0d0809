"""Put a course on offer."""

from dataclasses import dataclass

from services.bookings.domain.course import Course
from services.bookings.domain.plan import Draft
from services.bookings.use_cases.ports import Work
from shared.kernel.ids import CourseId


@dataclass(frozen=True, slots=True)
class ScheduleCourse:
    """The office has planned a course."""

    draft: Draft


async def schedule_course(command: ScheduleCourse, work: Work) -> CourseId:
    """Schedule it; refuses impossible or past times, a fee that isn't in pence, and unknown terms."""
    plan = command.draft.plan()
    work.rules.ladder(plan.terms)
    course, scheduled = Course.schedule(CourseId(work.new_id()), plan, at=work.now)
    await work.courses.save(course)
    work.publish(scheduled)
    return course.course_id
