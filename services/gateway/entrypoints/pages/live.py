"""What is new, as it comes, for the pages that are open: server-sent events (HTML standard, "Server-sent events")."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from time import monotonic
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response, StreamingResponse

from services.gateway.domain.refusals import TooManyPagesOpen
from services.gateway.entrypoints.pages.desk import EVERYBODY, OFFICE, Desk, Visitor
from shared.messaging.envelope import Envelope

EVERY = 0.3
"""Seconds between two events at least: a burst of facts is one piece of news."""

HEARTBEAT = 10.0
"""Seconds after which a page hears that there is still nothing; so often we look whether its session goes on."""

MOST = 500
"""Pages that one process keeps open at once."""

OWNERS = ("registry", "bookings", "support", "finance", "notify")


def routes(desk: Desk) -> APIRouter:
    """The news for every page, and the facts for those who want to see them pass."""
    router = APIRouter()
    open_pages: set[object] = set()

    @router.get("/live", dependencies=[Depends(desk.visitor(*EVERYBODY))])
    async def live(request: Request) -> Response:
        """Whose facts there are new ones of: a page then asks anew for the part of it that shows them."""
        if len(open_pages) >= MOST:
            raise TooManyPagesOpen
        return _stream(_counted(open_pages, _news(desk, request)))

    @router.get("/running/feed")
    async def feed(request: Request, visitor: Annotated[Visitor, Depends(desk.visitor(*OFFICE))]) -> Response:
        """The page on which facts pass by."""
        return desk.page(request, "feed.html", visitor)

    @router.get("/running/feed/facts", dependencies=[Depends(desk.visitor(*OFFICE))])
    async def facts(request: Request) -> Response:
        """The facts themselves, each as a piece of the page."""
        if len(open_pages) >= MOST:
            raise TooManyPagesOpen
        return _stream(_counted(open_pages, _facts(desk, request)))

    return router


def _stream(events: AsyncGenerator[str]) -> Response:
    return StreamingResponse(events, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _counted(open_pages: set[object], events: AsyncGenerator[str]) -> AsyncGenerator[str]:
    page = object()
    open_pages.add(page)
    try:
        async for event in events:
            yield event
    finally:
        open_pages.discard(page)
        await events.aclose()


async def _news(desk: Desk, request: Request) -> AsyncGenerator[str]:
    yield ": here\n\n"
    async for heard in _batches(desk, request):
        owners = {each.topic.partition(".")[0] for each in heard}
        yield "".join(f"event: {owner}\ndata: new\n\n" for owner in OWNERS if owner in owners) or ": still here\n\n"


async def _facts(desk: Desk, request: Request) -> AsyncGenerator[str]:
    yield ": here\n\n"
    async for heard in _batches(desk, request):
        pieces = (desk.piece("parts/fact.html", fact=each) for each in heard)
        yield "".join(_event("fact", piece) for piece in pieces) or ": still here\n\n"


def _event(name: str, piece: str) -> str:
    lines = "".join(f"data: {line}\n" for line in piece.strip().splitlines())
    return f"event: {name}\n{lines}\n"


async def _batches(desk: Desk, request: Request) -> AsyncGenerator[Iterable[Envelope]]:
    """What was heard since the last time, nothing at a heartbeat; ends with the session, or with the process."""
    looked = monotonic()
    with desk.tools.feed.listening() as queue:
        while not desk.tools.feed.is_over:
            heard = await _within(HEARTBEAT, queue)
            if not heard or monotonic() - looked >= HEARTBEAT:  # facts may come so often that no heartbeat ever does
                if await desk.who(request) is None:
                    return
                looked = monotonic()
            yield heard
            await asyncio.sleep(EVERY)


async def _within(seconds: float, queue: asyncio.Queue[Envelope | None]) -> list[Envelope]:
    """The next facts, all that are there; none when none came in time."""
    try:
        async with asyncio.timeout(seconds):
            heard = [await queue.get()]
    except TimeoutError:
        return []
    while not queue.empty():
        heard.append(queue.get_nowait())
    return [each for each in heard if each]
