"""What people see of courses and bookings."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime
from sqlalchemy.ext.asyncio import AsyncConnection

from services.bookings.adapters import rules, views
from services.bookings.adapters.registry_copy import PeopleCopy
from services.bookings.domain.refusals import CourseIsUnknown
from services.bookings.domain.school_terms import Term
from shared.http.acting import acting_head
from shared.http.tokens import Caller
from shared.kernel.ids import SchoolId
from shared.service import Doors

Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]


def routes(router: APIRouter, doors: Doors) -> None:
    """Lists and single views."""

    @router.get("/courses")
    async def courses(
        _: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
        year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
        term: Term | None = None,
        strand: Annotated[str | None, Query(max_length=40)] = None,
        free: bool = False,
        cancelled: bool = False,
        after: AwareDatetime | None = None,
        before: AwareDatetime | None = None,
        unrecorded: AwareDatetime | None = None,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> list[views.CourseLine]:
        """Courses in order of time: of an academic year (2026 is 2026/27), a term of it, a strand, with free places.

        Those that were cancelled are left out unless asked for. `after`: not over by then; `before`: over by then, and
        then the last one comes first. `unrecorded`: a session of which was over by then, and nobody has said who came.
        """
        return await views.courses_of(
            view,
            year=year,
            term=term,
            strand=strand,
            with_free_places=free,
            with_cancelled=cancelled,
            after=after,
            before=before,
            unrecorded=unrecorded,
            limit=limit,
            offset=offset,
        )

    @router.get("/courses/{course_id}")
    async def course(
        course_id: UUID,
        caller: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
    ) -> views.CourseView:
        """One course with those who stand on it; a head sees their own school's people."""
        head = acting_head(caller)
        found = await views.course(view, course_id, (await PeopleCopy(view).get(head)).led_school if head else None)
        if found is None:
            raise CourseIsUnknown
        return found

    @router.get("/schools/{school_id}/bookings")
    async def booked(
        school_id: UUID,
        caller: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> list[views.SchoolBooking]:
        """What a school has booked, newest first; a head sees their own school's."""
        if head := acting_head(caller):
            (await PeopleCopy(view).get(head)).acts_for(SchoolId(school_id))
        return await views.bookings_of(view, school_id, limit, offset)

    @router.get("/terms")
    async def terms(_: Annotated[Caller, Depends(doors.caller)]) -> list[dict[str, str]]:
        """The cancellation terms that a course can have, with the words and the source of each rung."""
        return list(rules.terms_rows())
