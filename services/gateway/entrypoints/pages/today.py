"""Today: what needs me?"""

import asyncio
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.gateway.adapters.services import parts
from services.gateway.domain.account import Role
from services.gateway.entrypoints.pages.desk import ADMINS, EVERYBODY, Desk, Visitor
from services.gateway.entrypoints.pages.names import own_school, people_named
from services.gateway.entrypoints.pages.running_names import went_back

SHOWN = 20
"""Courses that are asked for; the page shows those that begin next."""


def routes(desk: Desk) -> APIRouter:
    """The first page, for each role its own."""
    router = APIRouter()

    @router.get("/")
    async def today(request: Request, visitor: Annotated[Visitor, Depends(desk.visitor(*EVERYBODY))]) -> Response:
        """What is to be decided, and what comes next."""
        if visitor.may(Role.HEAD):
            return desk.page(request, "today_head.html", visitor, **await _for_head(visitor))
        if visitor.may(Role.FINANCE):
            return desk.page(request, "today_finance.html", visitor, **await _for_finance(visitor))
        shown, unwell = await asyncio.gather(_for_office(visitor, desk.running.clock()), _unwell(visitor))
        return desk.page(request, "today.html", visitor, **shown, unwell=unwell)

    return router


async def _for_office(visitor: Visitor, now: datetime) -> dict[str, Any]:
    ask = visitor.services
    cases, grants, uncertain, waiting, failed, held, courses = await parts(
        ask.support.get("/cases", state="asked", limit=200),
        ask.finance.get("/grants", standing="applied"),
        ask.notify.get("/messages", state="uncertain"),
        ask.notify.get("/messages", state="waiting"),
        ask.notify.get("/messages", state="failed"),
        ask.bookings.get("/courses", unrecorded=now.isoformat(), limit=SHOWN),
        ask.bookings.get("/courses", after=now.isoformat(), limit=SHOWN),
    )
    return {
        "cases": cases,
        "grants": grants,
        "uncertain": uncertain,
        "waiting": waiting,
        "failed": failed,
        "held": held,
        "courses": courses,
    }


async def _unwell(visitor: Visitor) -> list[dict[str, Any]]:
    """Services that need an admin: those that don't answer, or of which a part makes no progress."""
    services = visitor.services.all if visitor.may(*ADMINS) else ()
    said = await asyncio.gather(*(each.readiness() for each in services))
    return [
        {"name": each.name, "went_back": went_back(roles)}
        for each, roles in zip(services, said, strict=True)
        if roles is None or not all(role["ready"] for role in roles.values())
    ]


async def _for_finance(visitor: Visitor) -> dict[str, Any]:
    grants, years = await parts(
        visitor.services.finance.get("/grants", standing="applied"), visitor.services.finance.get("/projections")
    )
    return {"grants": grants, "years": years}


async def _for_head(visitor: Visitor) -> dict[str, Any]:
    """Their own school's places and support."""
    school_id = await own_school(visitor)
    if school_id is None:
        return {"school": None}
    ask = visitor.services
    school, booked, cases = await parts(
        ask.registry.get(f"/schools/{school_id}"),
        ask.bookings.get(f"/schools/{school_id}/bookings", limit=200),
        ask.support.get("/cases"),
    )
    names = await people_named(visitor, [each["person_id"] for each in booked])
    return {"school": school, "booked": booked, "cases": cases, "names": names}
