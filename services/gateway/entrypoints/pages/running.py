"""Running: is it well?"""

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from services.gateway.adapters.services import Service, parts
from services.gateway.entrypoints.pages.desk import ADMINS, Desk, Visitor
from services.gateway.entrypoints.pages.form import Form
from services.gateway.entrypoints.pages.reading import reading
from services.gateway.entrypoints.pages.recovering import recovering
from services.gateway.entrypoints.pages.running_names import named, went_back

Decision = Literal["retry", "skip", "resume", "retry-timer"]

KEY = ("reader", "topic", "key")

DECISIONS: dict[Decision, tuple[str, tuple[str, ...], str]] = {
    "retry": (
        "/operations/parked/retry",
        KEY,
        "It is tried again, and what waits behind it follows.",
    ),
    "skip": ("/operations/parked/skip", KEY, "It is skipped, and what waits behind it follows."),
    "resume": ("/operations/readers/resume", ("reader",), "The reader reads again."),
    "retry-timer": ("/operations/timers/retry", ("timer",), "The timer's command is given again."),
}
"""What may be decided here: where, about what, and what is said then. All else is done by `alliance ops`."""


def routes(desk: Desk) -> APIRouter:
    """Looking, and the decisions that can wait for nobody with a terminal."""
    router = APIRouter(prefix="/running")
    reading(router, desk)
    recovering(router, desk)

    @router.get("")
    async def running(request: Request, visitor: Annotated[Visitor, Depends(desk.visitor(*ADMINS))]) -> Response:
        """Every service: what its roles say, what it hasn't sent, what it has set aside."""
        services = await asyncio.gather(*(_state(each) for each in visitor.services.all))
        return desk.page(request, "running.html", visitor, services=services, own=desk.running.health.conditions)

    @router.get("/skip")
    async def skipping(
        request: Request,
        visitor: Annotated[Visitor, Depends(desk.visitor(*ADMINS))],
        service: Annotated[str, Query(max_length=20)],
        reader: Annotated[str, Query(max_length=200)],
        topic: Annotated[str, Query(max_length=200)],
        key: Annotated[str, Query(max_length=512)],
        sequence: Annotated[int, Query(ge=1)],
    ) -> Response:
        """What skipping would do, before it is done."""
        about = {"reader": reader, "topic": topic, "key": key, "sequence": sequence}
        fact = await named(visitor, service).get("/operations/parked/fact", **about)
        return desk.page(request, "skip.html", visitor, service=service, about=about, fact=fact)

    @router.post("/{service}/{what}")
    async def decide(service: str, what: Decision, form: Annotated[Form, Depends(desk.form(*ADMINS))]) -> Response:
        """Decide, as the one who is signed in: it is kept who did."""
        path, fields, said = DECISIONS[what]
        body: dict[str, Any] = {name: form.text(name, "Load the page again.", most=512) for name in fields}
        if what == "skip":
            body["sequence"] = form.number("sequence", "Load the page again.")
        body["why"] = form.maybe("why")
        form.check()
        await named(form.visitor, service).change(path, form.key, body)
        return desk.go("/running", said)

    return router


async def _state(service: Service) -> dict[str, Any]:
    """One service as its operators see it."""
    roles, (found,) = await asyncio.gather(service.readiness(), parts(service.get("/operations/overview")))
    if roles is None:
        return {"name": service.name, "roles": None}
    return {"name": service.name, "roles": roles, "went_back": went_back(roles), "waits": found}
