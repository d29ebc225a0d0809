"""When the database went back: look for what was lost, decide about each, settle it."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Depends
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.http.asking import Asking
from shared.http.operations.looking import Limit
from shared.messaging.operations import lost
from shared.messaging.operations.recovery import Settled, SettleLost
from shared.messaging.operations.searching import Search

After = Annotated[str | None, Body(embed=True, max_length=2000)]


def recovering(router: APIRouter, search: Search, ask: Callable[..., Any], view: Callable[..., Any]) -> None:
    """The doors, in the order in which one goes through them."""

    @router.post("/lost/look")
    async def look(asking: Annotated[Asking, Depends(ask)], after: After = None) -> lost.Looked:
        """Look on Kafka for facts of ours that the database doesn't know, a portion at a time."""
        return await asking.do(await search.look(after))

    @router.get("/lost")
    async def lost_facts(
        view: Annotated[AsyncConnection, Depends(view)], limit: Limit = 500, after: UUID | None = None
    ) -> list[lost.LostLine]:
        """The lost facts, and what was decided about each; `after` is the id of the last one on the page before."""
        return await lost.lost_list(view, limit, after)

    @router.post("/lost/decide")
    async def decide(command: lost.DecideLost, asking: Annotated[Asking, Depends(ask)]) -> lost.FateDecided:
        """Say of lost facts that somebody has done the same again, or that they are to be no more."""
        return await asking.do(command)

    @router.post("/lost/settle")
    async def settle(command: SettleLost, asking: Annotated[Asking, Depends(ask)]) -> Settled:
        """Settle the next key; once all are, the relay publishes again by itself."""
        return await asking.do(command)
