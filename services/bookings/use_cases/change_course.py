"""Change what a course is."""

from dataclasses import dataclass

from services.bookings.domain.plan import Draft
from services.bookings.use_cases.offer_free_places import offer_free_places
from services.bookings.use_cases.ports import Work
from shared.kernel.ids import CourseId


@dataclass(frozen=True, slots=True)
class ChangeCourse:
    """The whole course as it is from now on."""

    course_id: CourseId
    draft: Draft


async def change_course(command: ChangeCourse, work: Work) -> None:
    """Change it; more places are offered to those who wait, in order. Refuses fewer places than are taken."""
    plan = command.draft.plan()
    work.rules.ladder(plan.terms)
    course = await work.courses.lock(command.course_id)
    changed = course.change(plan, at=work.now)
    if changed is None:
        return
    await work.courses.save(course)
    work.publish(changed)
    await offer_free_places(course, work)
