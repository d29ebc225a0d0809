"""One course: its page, and the facts about its sessions that its forms need too."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from services.gateway.adapters.services import parts
from services.gateway.domain.refusals import NoSuchPlace
from services.gateway.entrypoints.pages.desk import OFFICE, Desk, Visitor
from services.gateway.entrypoints.pages.form import Form
from services.gateway.entrypoints.pages.names import people_named, people_shown
from shared.contracts.bookings import CourseCancellation


async def course_page(
    desk: Desk, request: Request, course_id: UUID, visitor: Visitor, form: Form | None = None
) -> Response:
    """The course, with names; without it there is no page, so bookings being away is said instead of one."""
    course = await visitor.services.bookings.get(f"/courses/{course_id}")
    ids = [each["person_id"] for each in (*course["seats"], *course["trainers"])]
    shown: dict[str, Any] = {
        "course": course,
        "names": await people_shown(visitor, ids),
        "bookable": await _bookable(visitor, course),
        "ladder": await _ladder(visitor, course),
        "reasons": tuple(CourseCancellation),
        "registers": registers(course, desk.running.clock()) if visitor.may(*OFFICE) else [],
        "was_held": was_held(course),
        "has_begun": bool(registers(course, desk.running.clock())),
        **(form.as_typed() if form else {}),
    }
    return desk.page(request, "course.html", visitor, 422 if form else 200, **shown)


async def giving_back_page(
    desk: Desk, request: Request, course_id: UUID, booking_id: UUID, visitor: Visitor
) -> Response:
    """Whose place it is, and what giving it back costs; raises `NoSuchPlace` where it is nobody's."""
    course = await visitor.services.bookings.get(f"/courses/{course_id}")
    seat = next((each for each in booked(course) if each["booking_id"] == str(booking_id)), None)
    if seat is None:
        raise NoSuchPlace(course["title"])
    shown: dict[str, Any] = {
        "course": course,
        "seat": seat,
        "names": await people_named(visitor, [seat["person_id"]]),
        "ladder": await _ladder(visitor, course),
        "office": visitor.may(*OFFICE),
    }
    return desk.page(request, "give_back.html", visitor, **shown)


def registers(course: Mapping[str, Any], now: datetime) -> list[dict[str, Any]]:
    """The sessions that have begun, by number, with how many came; None where nobody has said yet."""
    begun = [
        (number, session)
        for number, session in enumerate(course["sessions"], 1)
        if datetime.fromisoformat(session["begins_at"]) <= now
    ]
    return [
        {"number": number, "begins_at": session["begins_at"], "came": _came(course, number), "of": len(booked(course))}
        for number, session in begun
        if not course["is_cancelled"]
    ]


def booked(course: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Those who have a place: who is offered one, or waits, can't have come."""
    return [each for each in course["seats"] if each["standing"] == "booked"]


def was_held(course: Mapping[str, Any]) -> bool:
    """Has every session been recorded? Then the course can't be changed or cancelled any more."""
    return len(course["recorded"]) == len(course["sessions"])


def _came(course: Mapping[str, Any], number: int) -> int | None:
    if number not in course["recorded"]:
        return None
    return sum(bool(each["came"].get(str(number))) for each in booked(course))


async def _ladder(visitor: Visitor, course: Mapping[str, Any]) -> list[str]:
    """What giving a place back costs, rung by rung, in the words of whoever wrote the course's terms."""
    (rungs,) = await parts(visitor.services.bookings.get("/terms"))
    fee = "charged" if course["fee"] else "free"
    return [each["words"] for each in rungs if (each["terms"], each.get("fee")) == (course["terms"], fee)]


async def _bookable(visitor: Visitor, course: dict[str, Any]) -> list[dict[str, Any]]:
    """Who may be booked, by school: a head's own people, or all members', but for those who are on it."""
    on_it = {each["person_id"] for each in course["seats"]}
    (everybody,) = await parts(visitor.services.registry.get("/members/people"))
    return [each for each in everybody if each["person_id"] not in on_it]
