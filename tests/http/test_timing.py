"""How long requests take: by the route's template, never by its path; streams are let through as they come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from shared.http.timing import Timed
from shared.observability.metrics import Metrics

Series = dict[tuple[str, str, str], float]
"""How many requests, by method, route and status."""


@pytest.fixture
def metrics() -> Metrics:
    """What is counted in one test."""
    return Metrics()


@pytest.fixture
def app(metrics: Metrics) -> FastAPI:
    """Some routes, with another app below them."""
    app, below = FastAPI(), FastAPI()
    app.add_middleware(Timed, metrics=metrics)

    @app.get("/schools/{urn}")
    async def school(urn: int) -> int:  # pyright: ignore[reportUnusedFunction] - FastAPI holds it
        return urn

    @app.get("/broken")
    async def broken() -> None:  # pyright: ignore[reportUnusedFunction] - as above
        raise RuntimeError

    @below.post("/pages/{page}")
    async def page(page: str) -> str:  # pyright: ignore[reportUnusedFunction] - as above
        return page

    app.mount("", below)
    return app


def counted(metrics: Metrics) -> Series:
    """What was timed so far."""
    [family] = metrics.http_requests.collect()
    return {
        (each.labels["method"], each.labels["route"], each.labels["status"]): each.value
        for each in family.samples
        if each.name.endswith("_count")
    }


def open_streams(metrics: Metrics) -> dict[str, float]:
    """Streams of events that are open, by route."""
    [family] = metrics.http_streams.collect()
    return {each.labels["route"]: each.value for each in family.samples}


async def test_requests_are_told_apart_by_template_method_and_kind_of_answer(app: FastAPI, metrics: Metrics) -> None:
    """A school's number or a mistyped address makes no series of its own."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        for path in ("/schools/101939", "/schools/102007", "/schools/none", "/nothing/here", "/nor/there", "/broken"):
            await client.get(path)
        await client.post("/pages/first")
        await client.request("BREW", "/schools/1")
    assert counted(metrics) == {
        ("GET", "/schools/{urn}", "2xx"): 2,
        ("GET", "/schools/{urn}", "4xx"): 1,
        ("GET", "none", "4xx"): 2,
        ("GET", "/broken", "5xx"): 1,
        ("POST", "/pages/{page}", "2xx"): 1,
        ("other", "none", "4xx"): 1,
    }
    assert open_streams(metrics) == {}


async def test_a_stream_of_events_comes_as_it_is_told_and_is_counted_while_it_is_open(metrics: Metrics) -> None:
    """The first event is there before the second is made; an hour's stream would say nothing about how fast we are."""
    app, go_on = FastAPI(), asyncio.Event()

    async def events() -> AsyncGenerator[str]:
        yield "data: first\n\n"
        await go_on.wait()
        yield "data: second\n\n"

    @app.get("/live")
    async def live() -> StreamingResponse:  # pyright: ignore[reportUnusedFunction] - FastAPI holds it
        return StreamingResponse(events(), media_type="text/event-stream")

    sent: asyncio.Queue[Message] = asyncio.Queue()
    scope: Scope = {"type": "http", "method": "GET", "path": "/live", "headers": [], "query_string": b""}
    app.add_middleware(Timed, metrics=metrics)
    answering = asyncio.create_task(app(scope, asyncio.Queue[Message]().get, sent.put))
    assert (await sent.get())["type"] == "http.response.start"
    assert (await sent.get())["body"] == b"data: first\n\n"
    assert open_streams(metrics) == {"/live": 1}
    go_on.set()
    assert (await sent.get())["body"] == b"data: second\n\n"
    await answering
    assert open_streams(metrics) == {"/live": 0}
    assert counted(metrics) == {}


async def test_a_stream_that_is_cut_off_is_not_open_any_more(metrics: Metrics) -> None:
    """When the process ends, or a page is closed."""

    async def hung(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"text/event-stream; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await asyncio.Event().wait()

    sent: asyncio.Queue[Message] = asyncio.Queue()
    timed = Timed(hung, metrics=metrics)
    answering = asyncio.create_task(timed({"type": "http", "method": "GET"}, asyncio.Queue[Message]().get, sent.put))
    await sent.get()
    assert open_streams(metrics) == {"none": 1}
    answering.cancel()
    await asyncio.wait([answering])
    assert open_streams(metrics) == {"none": 0}
