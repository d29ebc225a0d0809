"""When a service's database was restored to an earlier time: what was lost is looked for, decided about, settled."""

import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.gateway.entrypoints.pages.desk import ADMINS, Desk, Visitor
from services.gateway.entrypoints.pages.form import Form
from services.gateway.entrypoints.pages.running_names import named
from shared.words import capital, many

SHOWN = 500
"""Lost facts on the page; what is said of all is said of the others, too."""

PATIENCE = 5.0
"""Seconds of looking or settling for one press of the button; then the page says how far it is."""

Step = Literal["look", "decide", "settle"]

FATES = {"re-entered": "done again by hand", "discarded": "to be no more"}
"""What may have become of a lost fact."""


def recovering(router: APIRouter, desk: Desk) -> None:
    """In the order in which one goes through it, each step by a button of its own."""

    @router.get("/{service}/lost")
    async def lost(
        request: Request, service: str, visitor: Annotated[Visitor, Depends(desk.visitor(*ADMINS))]
    ) -> Response:
        """What Kafka holds of this service's facts and its database doesn't know, as far as it was looked for."""
        return await _lost(desk, request, service, visitor)

    @router.post("/{service}/lost/{step}")
    async def go_on(
        request: Request, service: str, step: Step, form: Annotated[Form, Depends(desk.form(*ADMINS))]
    ) -> Response:
        """Look, say what became of some or all, or settle."""
        steps: dict[Step, Callable[[str, Form], Awaitable[str | dict[str, Any]]]]
        steps = {"look": _look, "decide": _decide, "settle": _settle}

        async def act() -> Response:
            came = await steps[step](service, form)
            if isinstance(came, str):
                return desk.go(f"/running/{service}/lost", came)
            return await _lost(desk, request, service, form.visitor, looked=came)

        return await form.tried(act, lambda: _lost(desk, request, service, form.visitor, form))


async def _look(service: str, form: Form) -> str | dict[str, Any]:
    """Look on from where the search before ended, for some seconds; how far it is, if it isn't through."""
    ask, until, after, portion = named(form.visitor, service), time.monotonic() + PATIENCE, form.maybe("after"), 0
    while True:
        portion += 1
        looked = await ask.change("/operations/lost/look", f"{form.key}-{portion}", {"after": after})
        after = looked["next"]
        if after is None:
            lost = many(looked["lost"], "fact") if looked["lost"] else "none of the facts"
            return f"All is looked through. The database of {service} has lost {lost} that Kafka holds."
        if time.monotonic() > until:
            return looked


async def _decide(service: str, form: Form) -> str:
    """Of one fact, or of all of which nobody has said anything yet."""
    fate = form.text("decision", "Choose what became of it.")
    form.check()
    one = form.maybe("event_id")
    body = {"event_ids": [one] if one else None, "decision": fate, "why": form.maybe("why")}
    told = await named(form.visitor, service).change("/operations/lost/decide", form.key, body)
    left = f"{many(told['undecided'], 'is', 'are')} undecided." if told["undecided"] else "Now settle them."
    return f"{many(told['facts'], 'fact is', 'facts are')} {FATES.get(fate, fate)}. {left}"


async def _settle(service: str, form: Form) -> str:
    """Key by key, for some seconds."""
    ask, until, portion = named(form.visitor, service), time.monotonic() + PATIENCE, 0
    settled: dict[str, int] = {"keys": 0, "entered": 0, "renumbered": 0, "left": 1}
    while settled["left"] and time.monotonic() < until:
        portion += 1
        told = await ask.change("/operations/lost/settle", f"{form.key}-{portion}", {"why": form.maybe("why")})
        settled = {name: told[name] + (settled[name] if name != "left" else 0) for name in settled}
    said = f"{many(settled['entered'], 'lost fact is', 'lost facts are')} known again"
    said += f", {settled['renumbered']:,} told since go out behind them" if settled["renumbered"] else ""
    if settled["left"]:
        return f"{said}. {many(settled['left'], 'key is', 'keys are')} left: settle on."
    return f"{said}. {service} publishes again within some seconds."


async def _lost(
    desk: Desk,
    request: Request,
    service: str,
    visitor: Visitor,
    form: Form | None = None,
    looked: dict[str, Any] | None = None,
) -> Response:
    facts = await named(visitor, service).get("/operations/lost", limit=SHOWN)
    shown: dict[str, Any] = {
        "service": service,
        "facts": facts,
        "undecided": [each for each in facts if not each["decision"]],
        "most": SHOWN,
        "fates": FATES,
        "said_fates": [(fate, capital(said)) for fate, said in FATES.items()],
        "looked": looked,
        "names": await desk.names(),
        **(form.as_typed() if form else {}),
    }
    return desk.page(request, "lost.html", visitor, 422 if form else 200, **shown)
