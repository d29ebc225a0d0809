"""Courses: what can we go to, is there a place, who comes?"""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from services.gateway.adapters.services import parts
from services.gateway.entrypoints.pages.attendance import attendance
from services.gateway.entrypoints.pages.course_page import course_page, giving_back_page
from services.gateway.entrypoints.pages.courses_planning import STRANDS, planning
from services.gateway.entrypoints.pages.courses_when import held, times
from services.gateway.entrypoints.pages.desk import SCHOOLS, Desk, Visitor
from services.gateway.entrypoints.pages.form import Form
from services.gateway.entrypoints.pages.names import people_named
from services.gateway.entrypoints.pages.paging import Number, counted_off, span
from shared.kernel.clock import london_date

PAGE = 50

Decision = Literal["cancel", "cancel-free", "leave", "accept", "decline"]
Free = Literal["", "true"]
"""As the field sends it: a form names each of its fields, also those where nothing is chosen."""

Seeing = Annotated[str, Query(max_length=40)]


def routes(desk: Desk) -> APIRouter:
    """Looking, planning, places, and who came."""
    router = APIRouter(prefix="/courses")
    _looking(router, desk)
    planning(router, desk)
    _places(router, desk)
    attendance(router, desk)
    return router


def _looking(router: APIRouter, desk: Desk) -> None:
    @router.get("")
    async def courses(
        request: Request,
        visitor: Annotated[Visitor, Depends(desk.visitor(*SCHOOLS))],
        strand: Seeing = "",
        when: Seeing = "",
        free: Free = "",
        page: Number = 1,
    ) -> Response:
        """Those that come up, or are over, or of a term; by strand and free places."""
        asked = {"strand": strand or None, "free": bool(free) or None, **held(when, desk.running.clock())}
        (found,) = await parts(visitor.services.bookings.get("/courses", **span(page, PAGE), **asked))
        shown: dict[str, Any] = {
            "page": counted_off(found, page, PAGE),
            "chosen": {"strand": strand, "when": when, "free": free},
            "strands": STRANDS,
            "times": times(london_date(desk.running.clock())),
        }
        return desk.page(request, "courses.html", visitor, **shown)

    @router.get("/{course_id:uuid}")
    async def course(
        request: Request, course_id: UUID, visitor: Annotated[Visitor, Depends(desk.visitor(*SCHOOLS))]
    ) -> Response:
        """One course."""
        return await course_page(desk, request, course_id, visitor)


def _places(router: APIRouter, desk: Desk) -> None:
    @router.post("/{course_id:uuid}/places")
    async def book(request: Request, course_id: UUID, form: Annotated[Form, Depends(desk.form(*SCHOOLS))]) -> Response:
        """Book a place for somebody, or put them on the waiting list."""

        async def act() -> Response:
            person_id = form.id("person_id", "Choose who is to come.")
            form.check()
            found = await people_named(form.visitor, [person_id])
            if person_id not in found:
                form.errors["person_id"] = "Choose somebody who works at a school of the alliance."
            form.check()
            person = found[person_id]
            body = {"person_id": person_id, "school_id": person["school_id"]}
            placed = await form.visitor.services.bookings.change(f"/courses/{course_id}/bookings", form.key, body)
            return desk.go(f"/courses/{course_id}", _placed(person["name"], placed["standing"]))

        return await form.tried(act, lambda: course_page(desk, request, course_id, form.visitor, form))

    @router.get("/{course_id:uuid}/places/{booking_id:uuid}/cancel")
    async def giving_back(
        request: Request,
        course_id: UUID,
        booking_id: UUID,
        visitor: Annotated[Visitor, Depends(desk.visitor(*SCHOOLS))],
    ) -> Response:
        """What giving a place back costs, before it is done."""
        return await giving_back_page(desk, request, course_id, booking_id, visitor)

    @router.post("/{course_id:uuid}/places/{booking_id:uuid}/{what}")
    async def decide(
        request: Request,
        course_id: UUID,
        booking_id: UUID,
        what: Decision,
        form: Annotated[Form, Depends(desk.form(*SCHOOLS))],
    ) -> Response:
        """Give a place back, or answer an offer."""

        async def act() -> Response:
            path, body, said = _decision(what, booking_id)
            await form.visitor.services.bookings.change(path, form.key, body)
            return desk.go(f"/courses/{course_id}", said)

        return await form.tried(act, lambda: course_page(desk, request, course_id, form.visitor, form))


DECISIONS: dict[Decision, tuple[str, dict[str, str], str]] = {
    "cancel": ("cancel", {"by": "school"}, "The place is given back. What the course's terms charge, the school pays."),
    "cancel-free": ("cancel", {"by": "alliance"}, "The place is given back, free of charge."),
    "leave": ("cancel", {"by": "school"}, "They are off the waiting list."),
    "accept": ("answer", {"answer": "accept"}, "The offer is taken up: they have the place."),
    "decline": ("answer", {"answer": "decline"}, "The place goes to the next in line."),
}
"""What may be decided about a place: what bookings calls it, and what is said then."""


def _decision(what: Decision, booking_id: UUID) -> tuple[str, dict[str, str], str]:
    path, body, said = DECISIONS[what]
    return f"/bookings/{booking_id}/{path}", body, said


def _placed(name: str, standing: str) -> str:
    if standing == "booked":
        return f"{name} has a place. An e-mail with a calendar file goes to them, or to their school's office."
    return f"The course is full, so {name} is on the waiting list. The first in line is told when a place is free."
