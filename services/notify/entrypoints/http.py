"""Notify over HTTP: decode, hand over."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.adapters import views
from services.notify.domain.message import State
from services.notify.domain.refusals import MessageIsUnknown
from services.notify.use_cases.resend_message import ResendMessage
from services.notify.use_cases.settle_all import SettleAll
from services.notify.use_cases.settle_message import SettleMessage
from shared.http.asking import Asking
from shared.http.tokens import OFFICE, Caller, allowed
from shared.kernel.ids import MessageId
from shared.service import Doors


def routes(doors: Doors) -> APIRouter:
    """All of notify's routes."""
    router = APIRouter()
    _looking(router, doors)
    _deciding(router, doors)
    return router


def _looking(router: APIRouter, doors: Doors) -> None:
    @router.get("/messages")
    async def messages(
        caller: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
        state: State | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        before: Annotated[int | None, Query(ge=0, le=2**63 - 1)] = None,
        id: Annotated[str | None, Query(pattern="^[0-9a-f-]{1,36}$")] = None,  # noqa: A002 - its name in the address
        event_id: Annotated[list[UUID] | None, Query(max_length=100)] = None,
    ) -> list[views.MessageLine]:
        """Messages, newest first; `before` is the `place` of the last one on the page before.

        `id` is the beginning of a message's id, or of its last eight digits, which tell messages apart better;
        `event_id`, given once or more often, asks for those that came of these facts.
        """
        allowed(caller, *OFFICE)
        return await views.message_list(view, state, limit, before, id, event_id or ())

    @router.get("/messages/{message_id}")
    async def message(
        message_id: UUID,
        caller: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
    ) -> views.MessageView:
        """One message, whole, and why it was sent."""
        allowed(caller, *OFFICE)
        found = await views.message(view, message_id)
        if found is None:
            raise MessageIsUnknown(MessageId(message_id))
        return found

    @router.get("/queue")
    async def queue(
        _: Annotated[Caller, Depends(doors.caller)], view: Annotated[AsyncConnection, Depends(doors.view)]
    ) -> views.Queue:
        """How many messages stand where."""
        return await views.queue(view, datetime.now(UTC))


def _deciding(router: APIRouter, doors: Doors) -> None:
    @router.post("/messages/{message_id}/resend", status_code=204)
    async def resend(message_id: UUID, asking: Annotated[Asking, Depends(doors.ask)]) -> None:
        """Send a message again, knowing that it may then arrive twice."""
        allowed(asking.caller, *OFFICE)
        await asking.do(ResendMessage(MessageId(message_id)))

    @router.post("/messages/{message_id}/settle", status_code=204)
    async def settle(message_id: UUID, asking: Annotated[Asking, Depends(doors.ask)]) -> None:
        """An uncertain message needs nothing more."""
        allowed(asking.caller, *OFFICE)
        await asking.do(SettleMessage(MessageId(message_id)))

    @router.post("/messages/settle")
    async def settle_all(asking: Annotated[Asking, Depends(doors.ask)]) -> dict[str, int]:
        """No uncertain message needs anything more: the oldest 500 are settled, and told how many they were."""
        allowed(asking.caller, *OFFICE)
        return {"settled": await asking.do(SettleAll())}
