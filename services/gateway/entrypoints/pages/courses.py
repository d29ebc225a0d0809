"""Courses: what can we go to, is there a place, who comes?"""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from services.gateway.adapters.services import parts
from services.gateway.entrypoints.pages.desk import OFFICE, SCHOOLS, Desk, Visitor
from services.gateway.entrypoints.pages.form import Form
from services.gateway.entrypoints.pages.names import people_named
from shared.contracts.bookings import CourseCancellation

SESSIONS = 6
"""Rows for sessions in the form; those left blank don't count."""

TERMS = ("autumn", "spring", "summer")
STRANDS = ("itt", "cpd", "leadership", "support", "sle", "research")

Decision = Literal["cancel", "cancel-free", "accept", "decline"]
Seeing = Annotated[str, Query(max_length=40)]


def routes(desk: Desk) -> APIRouter:
    """Looking, planning, and places."""
    router = APIRouter(prefix="/courses")
    _looking(router, desk)
    _planning(router, desk)
    _places(router, desk)
    return router


def _looking(router: APIRouter, desk: Desk) -> None:
    @router.get("")
    async def courses(
        request: Request,
        visitor: Annotated[Visitor, Depends(desk.visitor(*SCHOOLS))],
        strand: Seeing = "",
        term: Seeing = "",
        free: bool = False,
    ) -> Response:
        """Courses in order of time, by strand, term and free places."""
        asked = {"strand": strand or None, "term": term if term in TERMS else None, "free": free or None}
        (found,) = await parts(visitor.services.bookings.get("/courses", limit=200, **asked))
        chosen = {"strand": strand, "term": term, "free": free}
        return desk.page(request, "courses.html", visitor, found=found, chosen=chosen, strands=STRANDS, terms=TERMS)

    @router.get("/{course_id:uuid}")
    async def course(
        request: Request, course_id: UUID, visitor: Annotated[Visitor, Depends(desk.visitor(*SCHOOLS))]
    ) -> Response:
        """One course."""
        return await _course(desk, request, course_id, visitor)


def _planning(router: APIRouter, desk: Desk) -> None:
    @router.get("/new")
    async def planning(request: Request, visitor: Annotated[Visitor, Depends(desk.visitor(*OFFICE))]) -> Response:
        """The form by which a course is scheduled."""
        return await _planning_page(desk, request, visitor)

    @router.post("")
    async def schedule(request: Request, form: Annotated[Form, Depends(desk.form(*OFFICE))]) -> Response:
        """Schedule it."""

        async def act() -> Response:
            body = _planned(form)
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

        return await form.tried(act, lambda: _course(desk, request, course_id, form.visitor, form))


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

        return await form.tried(act, lambda: _course(desk, request, course_id, form.visitor, form))

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

        return await form.tried(act, lambda: _course(desk, request, course_id, form.visitor, form))


DECISIONS: dict[Decision, tuple[str, dict[str, str], str]] = {
    "cancel": ("cancel", {"by": "school"}, "The place is given back. What the course's terms charge, the school pays."),
    "cancel-free": ("cancel", {"by": "alliance"}, "The place is given back, free of charge."),
    "accept": ("answer", {"answer": "accept"}, "The place is taken."),
    "decline": ("answer", {"answer": "decline"}, "The place goes to the next in line."),
}
"""What may be decided about a place: what bookings calls it, and what is said then."""


def _decision(what: Decision, booking_id: UUID) -> tuple[str, dict[str, str], str]:
    path, body, said = DECISIONS[what]
    return f"/bookings/{booking_id}/{path}", body, said


def _placed(name: str, standing: str) -> str:
    if standing == "booked":
        return f"{name} has a place, and gets an e-mail with a calendar file."
    return f"The course is full, so {name} is on the waiting list. The first in line is told when a place is free."


def _planned(form: Form) -> dict[str, Any]:
    """The course as bookings is asked for it."""
    trainer = form.maybe("trainer_id")
    days = form.half_days("trainer_days", "Enter days as 0.5, 1 or 1.5.") if trainer else 0.0
    return {
        "title": form.text("title", "Enter a title."),
        "strand": form.text("strand", "Choose a strand."),
        "sessions": [_session(form, number) for number in range(SESSIONS) if _is_used(form, number)],
        "venue": form.text("venue", "Enter where it is held."),
        "trainers": [{"person_id": trainer, "days": days}] if trainer else [],
        "places": form.number("places", "Enter how many places there are."),
        "fee": form.amount("fee", "Enter the fee in pounds; 0 is free."),
        "terms": form.text("terms", "Choose the cancellation terms."),
    }


def _is_used(form: Form, number: int) -> bool:
    return number == 0 or bool(form.maybe(f"day_{number}"))


def _session(form: Form, number: int) -> dict[str, str]:
    return {
        "day": form.day(f"day_{number}", "Enter a date."),
        "begins": form.clock(f"begins_{number}", "Enter when it begins."),
        "ends": form.clock(f"ends_{number}", "Enter when it ends."),
    }


async def _planning_page(desk: Desk, request: Request, visitor: Visitor, form: Form | None = None) -> Response:
    terms, sles = await parts(visitor.services.bookings.get("/terms"), visitor.services.support.get("/sles"))
    names = await people_named(visitor, [each["person_id"] for each in sles])
    shown: dict[str, Any] = {
        "terms": dict.fromkeys(each["terms"] for each in terms),
        "trainers": names,
        "strands": STRANDS,
        "sessions": SESSIONS,
        **(form.as_typed() if form else {}),
    }
    return desk.page(request, "course_new.html", visitor, 422 if form else 200, **shown)


async def _course(
    desk: Desk, request: Request, course_id: UUID, visitor: Visitor, form: Form | None = None
) -> Response:
    """The course, with names; without it there is no page, so bookings being away is said instead of one."""
    course = await visitor.services.bookings.get(f"/courses/{course_id}")
    ids = [each["person_id"] for each in (*course["seats"], *course["trainers"])]
    names = await people_named(visitor, ids)
    shown: dict[str, Any] = {
        "course": course,
        "names": names,
        "bookable": await _bookable(visitor, course),
        "reasons": tuple(CourseCancellation),
        **(form.as_typed() if form else {}),
    }
    return desk.page(request, "course.html", visitor, 422 if form else 200, **shown)


async def _bookable(visitor: Visitor, course: dict[str, Any]) -> list[dict[str, Any]]:
    """Who may be booked, by school: a head's own people, or all members', but for those who are on it."""
    on_it = {each["person_id"] for each in course["seats"]}
    (everybody,) = await parts(visitor.services.registry.get("/members/people"))
    return [each for each in everybody if each["person_id"] not in on_it]
