"""Who came to a session of a course: recorded by the office, or corrected."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.gateway.domain.refusals import NoSuchSession
from services.gateway.entrypoints.pages.course_page import booked
from services.gateway.entrypoints.pages.desk import OFFICE, Desk, Visitor
from services.gateway.entrypoints.pages.form import Form
from services.gateway.entrypoints.pages.names import people_named

NOBODY = "nobody"
"""Ticked to say so: a form in which nothing is ticked may have been sent by mistake."""


def attendance(router: APIRouter, desk: Desk) -> None:
    """A session's register, looked at and recorded."""

    @router.get("/{course_id:uuid}/sessions/{session:int}")
    async def register(
        request: Request, course_id: UUID, session: int, visitor: Annotated[Visitor, Depends(desk.visitor(*OFFICE))]
    ) -> Response:
        """Who is booked, and who of them came, as far as it is recorded."""
        return await _register(desk, request, course_id, session, visitor)

    @router.post("/{course_id:uuid}/sessions/{session:int}")
    async def record(
        request: Request, course_id: UUID, session: int, form: Annotated[Form, Depends(desk.form(*OFFICE))]
    ) -> Response:
        """Record it: whoever isn't ticked didn't come."""

        async def act() -> Response:
            came = _ticked(form)
            form.check()
            path = f"/courses/{course_id}/sessions/{session}/attendance"
            await form.visitor.services.bookings.change(path, form.key, {"came": came}, method="PUT")
            return desk.go(f"/courses/{course_id}", f"Session {session} is recorded: {len(came) or 'nobody'} came.")

        return await form.tried(act, lambda: _register(desk, request, course_id, session, form.visitor, form))


def _ticked(form: Form) -> list[str]:
    """The bookings of those who came."""
    ticked = form.many("came")
    if not ticked:
        form.errors["came"] = "Tick who came, or that nobody did."
    elif NOBODY in ticked and len(ticked) > 1:
        form.errors["came"] = "Tick either who came, or that nobody did."
    return [each for each in ticked if each != NOBODY]


async def _register(
    desk: Desk, request: Request, course_id: UUID, session: int, visitor: Visitor, form: Form | None = None
) -> Response:
    course = await visitor.services.bookings.get(f"/courses/{course_id}")
    if not 1 <= session <= len(course["sessions"]):
        raise NoSuchSession(course["title"])
    seats = booked(course)
    shown: dict[str, Any] = {
        "course": course,
        "session": session,
        "seats": seats,
        "names": await people_named(visitor, [each["person_id"] for each in seats]),
        "is_recorded": session in course["recorded"],
        "ticked": form.many("came") if form else _recorded(seats, session, recorded=session in course["recorded"]),
        "nobody": NOBODY,
        **(form.as_typed() if form else {}),
    }
    return desk.page(request, "attendance.html", visitor, 422 if form else 200, **shown)


def _recorded(seats: list[dict[str, Any]], session: int, *, recorded: bool) -> list[str]:
    came = [each["booking_id"] for each in seats if each["came"].get(str(session))]
    return came or ([NOBODY] if recorded else [])
