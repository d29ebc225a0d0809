"""What the office does with courses: scheduled, changed, cancelled."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.gateway.adapters.services import parts
from services.gateway.entrypoints.pages.course_form import as_typed, planned, rows_of
from services.gateway.entrypoints.pages.course_page import course_page
from services.gateway.entrypoints.pages.desk import OFFICE, Desk, Visitor
from services.gateway.entrypoints.pages.form import Form
from services.gateway.entrypoints.pages.names import people_named

STRANDS = ("itt", "cpd", "leadership", "support", "sle", "research")

UNNAMED = {"name": "Somebody whose name isn't known here", "school": "–"}
"""Who leads a course stays on it, also while registry is away."""


def planning(router: APIRouter, desk: Desk) -> None:
    """For the office only."""
    _scheduling(router, desk)
    _changing(router, desk)


def _scheduling(router: APIRouter, desk: Desk) -> None:
    @router.get("/new")
    async def new(request: Request, visitor: Annotated[Visitor, Depends(desk.visitor(*OFFICE))]) -> Response:
        """The form by which a course is scheduled."""
        return await _planning_page(desk, request, visitor)

    @router.post("")
    async def schedule(request: Request, form: Annotated[Form, Depends(desk.form(*OFFICE))]) -> Response:
        """Schedule it."""

        async def act() -> Response:
            body = planned(form)
            form.check()
            made = await form.visitor.services.bookings.change("/courses", form.key, body)
            return desk.go(f"/courses/{made['id']}", f"{body['title']} is scheduled, and can be booked.")

        return await form.tried(act, lambda: _planning_page(desk, request, form.visitor, form))

    @router.post("/{course_id:uuid}/cancel")
    async def cancel(request: Request, course_id: UUID, form: Annotated[Form, Depends(desk.form(*OFFICE))]) -> Response:
        """Cancel it: everybody on it is told."""

        async def act() -> Response:
            body = {"reason": form.text("reason", "Choose why it is cancelled.")}
            form.check()
            await form.visitor.services.bookings.change(f"/courses/{course_id}/cancel", form.key, body)
            return desk.go(f"/courses/{course_id}", "The course is cancelled. Everybody who was on it gets an e-mail.")

        return await form.tried(act, lambda: course_page(desk, request, course_id, form.visitor, form))


def _changing(router: APIRouter, desk: Desk) -> None:
    @router.get("/{course_id:uuid}/change")
    async def changing(
        request: Request, course_id: UUID, visitor: Annotated[Visitor, Depends(desk.visitor(*OFFICE))]
    ) -> Response:
        """The form by which a course is changed, as the course is now."""
        return await _changing_page(desk, request, course_id, visitor)

    @router.post("/{course_id:uuid}/change")
    async def change(request: Request, course_id: UUID, form: Annotated[Form, Depends(desk.form(*OFFICE))]) -> Response:
        """Say anew what it is."""

        async def act() -> Response:
            body = planned(form)
            form.check()
            await form.visitor.services.bookings.change(f"/courses/{course_id}", form.key, body, method="PUT")
            told = "If anything changed that they have to know, whoever is booked gets an e-mail."
            return desk.go(f"/courses/{course_id}", f"{body['title']} is as you say now. {told}")

        return await form.tried(act, lambda: _changing_page(desk, request, course_id, form.visitor, form))


async def _planning_page(desk: Desk, request: Request, visitor: Visitor, form: Form | None = None) -> Response:
    rows = rows_of(form.typed if form else {})
    shown = await _choices(visitor, []) | {"rows": rows, **(form.as_typed() if form else {})}
    return desk.page(request, "course_form.html", visitor, 422 if form else 200, **shown)


async def _changing_page(
    desk: Desk, request: Request, course_id: UUID, visitor: Visitor, form: Form | None = None
) -> Response:
    course = await visitor.services.bookings.get(f"/courses/{course_id}")
    typed = form.typed if form else as_typed(course)
    leads = [each["person_id"] for each in course["trainers"]]
    shown = {"course": course, **await _choices(visitor, leads), "rows": rows_of(typed), "typed": typed}
    shown |= form.as_typed() if form else {}
    return desk.page(request, "course_form.html", visitor, 422 if form else 200, **shown)


async def _choices(visitor: Visitor, leads: list[str]) -> dict[str, Any]:
    """What can be chosen: terms, strands, and who leads it: SLEs, and whoever does so already."""
    terms, sles = await parts(visitor.services.bookings.get("/terms"), visitor.services.support.get("/sles"))
    ids = [*(each["person_id"] for each in sles), *leads]
    return {
        "terms": dict.fromkeys(each["terms"] for each in terms),
        "trainers": dict.fromkeys(leads, UNNAMED) | dict(await people_named(visitor, ids)),
        "strands": STRANDS,
    }
