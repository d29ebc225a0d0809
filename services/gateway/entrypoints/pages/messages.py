"""Messages: what did we send, did it arrive?"""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from services.gateway.adapters.services import Refused, parts
from services.gateway.domain.account import Role
from services.gateway.entrypoints.pages.desk import OFFICE, Desk, Visitor
from services.gateway.entrypoints.pages.form import Form
from shared.words import STATES, many

PAGE = 50

LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
"""An e-mail brings its styles with it, and may do nothing else."""

UNCERTAIN = "uncertain"

Decision = Literal["resend", "settle"]

SAID: dict[Decision, str] = {
    "resend": "The e-mail goes out again.",
    "settle": "The e-mail is settled: nothing more is done about it.",
}


def routes(desk: Desk) -> APIRouter:
    """Looking, and deciding about what is uncertain or failed."""
    router = APIRouter(prefix="/messages")
    _looking(router, desk)
    _deciding(router, desk)
    return router


def _looking(router: APIRouter, desk: Desk) -> None:
    @router.get("")
    async def messages(
        request: Request,
        visitor: Annotated[Visitor, Depends(desk.visitor(*OFFICE))],
        state: Annotated[str, Query(max_length=20)] = "",
        before: Annotated[int | None, Query(ge=0)] = None,
    ) -> Response:
        """E-mails, newest first, in all states or in one."""
        return await _list(desk, request, visitor, state, before)

    @router.get("/{message_id:uuid}")
    async def message(
        request: Request, message_id: UUID, visitor: Annotated[Visitor, Depends(desk.visitor(*OFFICE))]
    ) -> Response:
        """One e-mail, and why it was sent."""
        return await _message(desk, request, message_id, visitor)

    @router.get("/{message_id:uuid}/letter")
    async def letter(message_id: UUID, visitor: Annotated[Visitor, Depends(desk.visitor(*OFFICE))]) -> Response:
        """The e-mail itself, for a frame in which it can do nothing."""
        found = await visitor.services.notify.get(f"/messages/{message_id}")
        headers = {"Content-Security-Policy": LETTER_POLICY + "; frame-ancestors 'self'"}
        return HTMLResponse(found["html"] or "", headers=headers)


def _deciding(router: APIRouter, desk: Desk) -> None:
    @router.post("/settle")
    async def settle_all(request: Request, form: Annotated[Form, Depends(desk.form(*OFFICE))]) -> Response:
        """Settle all that are uncertain, as after a restore."""

        async def act() -> Response:
            settled = await _settled(form)
            return desk.go("/messages", f"{many(settled, 'e-mail is', 'e-mails are')} settled.")

        return await form.tried(act, lambda: _list(desk, request, form.visitor, UNCERTAIN, None, form))

    @router.post("/{message_id:uuid}/{what}")
    async def decide(
        request: Request,
        message_id: UUID,
        what: Decision,
        form: Annotated[Form, Depends(desk.form(*OFFICE))],
    ) -> Response:
        """Send it again, or settle it."""

        async def act() -> Response:
            said = SAID[what]
            await form.visitor.services.notify.change(f"/messages/{message_id}/{what}", form.key)
            return desk.go(f"/messages/{message_id}", said)

        return await form.tried(act, lambda: _message(desk, request, message_id, form.visitor, form))


async def _settled(form: Form) -> int:
    """As often as notify has some more; how many there were."""
    together = portion = 0
    while True:
        portion += 1
        told = await form.visitor.services.notify.change("/messages/settle", f"{form.key}-{portion}")
        if not told["settled"]:
            return together
        together += told["settled"]


async def _list(
    desk: Desk, request: Request, visitor: Visitor, state: str, before: int | None, form: Form | None = None
) -> Response:
    asked = {"state": state if state in STATES else None, "before": before, "limit": PAGE}
    found, queue = await parts(visitor.services.notify.get("/messages", **asked), visitor.services.notify.get("/queue"))
    uncertain = queue["by_state"][UNCERTAIN] if queue and state == UNCERTAIN else 0
    shown: dict[str, Any] = {"found": found, "queue": queue, "states": STATES, "state": state, "uncertain": uncertain}
    shown |= {"before": before, "page_size": PAGE, **(form.as_typed() if form else {})}
    return desk.page(request, "messages.html", visitor, 409 if form else 200, **shown)


async def _message(
    desk: Desk, request: Request, message_id: UUID, visitor: Visitor, form: Form | None = None
) -> Response:
    message = await visitor.services.notify.get(f"/messages/{message_id}")
    chain = await facts_behind(visitor, message["event_id"], message["event_type"]) if visitor.may(Role.ADMIN) else []
    shown: dict[str, Any] = {
        "message": message,
        "chain": chain,
        "names": await desk.names(),
        **(form.as_typed() if form else {}),
    }
    return desk.page(request, "message.html", visitor, 409 if form else 200, **shown)


async def facts_behind(visitor: Visitor, event_id: str, event_type: str) -> list[dict[str, Any]]:
    """A fact as its owner has it, the one that caused it, and so on; ends where nobody has it any more."""
    chain: list[dict[str, Any]] = []
    before: str | None = event_id
    owner: str | None = event_type.partition(".")[0]
    while before and (fact := await _fact(visitor, before, owner)):
        chain.append(fact)
        before, owner = fact["causation_id"], None
    return chain


async def _fact(visitor: Visitor, event_id: str, owner: str | None) -> dict[str, Any] | None:
    """A fact at its owner; when nobody knows whose it is, each service is asked. Nothing, of an owner that is down."""
    for service in visitor.services.all:
        if owner in (None, service.name):
            try:
                (found,) = await parts(service.get(f"/operations/facts/{event_id}"))
            except Refused as refused:
                if refused.kind != "fact-is-not-ours":
                    raise
            else:
                return found or None
    return None
