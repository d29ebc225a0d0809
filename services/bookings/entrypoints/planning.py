"""What the office does with courses: decode, hand over."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from services.bookings.entrypoints.bodies import Attending, CancellingCourse, CourseBody, Identified
from services.bookings.use_cases.cancel_course import CancelCourse
from services.bookings.use_cases.change_course import ChangeCourse
from services.bookings.use_cases.record_attendance import RecordAttendance
from services.bookings.use_cases.schedule_course import ScheduleCourse
from shared.http.asking import Asking
from shared.http.tokens import OFFICE, allowed
from shared.kernel.ids import BookingId, CourseId
from shared.service import Doors


def routes(router: APIRouter, doors: Doors) -> None:
    """Courses: put on offer, changed, cancelled, recorded."""

    @router.post("/courses", status_code=201)
    async def schedule(course: CourseBody, asking: Annotated[Asking, Depends(doors.ask)]) -> Identified:
        """Put a course on offer."""
        allowed(asking.caller, *OFFICE)
        return Identified(id=await asking.do(ScheduleCourse(course.draft())))

    @router.put("/courses/{course_id}", status_code=204)
    async def change(course_id: UUID, course: CourseBody, asking: Annotated[Asking, Depends(doors.ask)]) -> None:
        """Say anew what a course is; more places are offered to those who wait."""
        allowed(asking.caller, *OFFICE)
        await asking.do(ChangeCourse(CourseId(course_id), course.draft()))

    @router.post("/courses/{course_id}/cancel", status_code=204)
    async def cancel(course_id: UUID, why: CancellingCourse, asking: Annotated[Asking, Depends(doors.ask)]) -> None:
        """Cancel a course; nobody pays."""
        allowed(asking.caller, *OFFICE)
        await asking.do(CancelCourse(CourseId(course_id), why.reason))

    @router.put("/courses/{course_id}/sessions/{session}/attendance", status_code=204)
    async def record(
        course_id: UUID, session: int, attending: Attending, asking: Annotated[Asking, Depends(doors.ask)]
    ) -> None:
        """Record who came to a session, or correct it."""
        allowed(asking.caller, *OFFICE)
        came = tuple(BookingId(each) for each in attending.came)
        await asking.do(RecordAttendance(CourseId(course_id), session, came))
