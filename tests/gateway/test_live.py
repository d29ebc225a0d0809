"""The live feed: news for open pages, without anybody waiting for anybody."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.gateway.adapters.feed import MOST, Feed
from services.gateway.entrypoints.pages import live
from services.gateway.entrypoints.pages.desk import Desk
from shared.messaging.envelope import Cause, Envelope
from tests.gateway.conftest import sign_in
from tests.service_fixtures import Bench


def heard(number: int = 1, type_: str = "bookings.CourseBooked") -> Envelope:
    """A fact's envelope."""
    topic = f"{type_.partition('.')[0]}.things"
    return Envelope(
        UUID(int=number), type_, 1, topic, "k", number, datetime(2027, 3, 12, tzinfo=UTC), Cause("user:ann")
    )


class Pages:
    """A request that a desk knows, or not any more."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.signed_in = True

    async def who(self, _: Any) -> object | None:
        """Is there still somebody?"""
        return object() if self.signed_in else None


@pytest.fixture
async def pages(gateway: Bench, monkeypatch: pytest.MonkeyPatch) -> Pages:
    """A desk whose visitor the test signs out."""
    desk = Desk(gateway.process.running)
    ready = Pages(desk)
    monkeypatch.setattr(desk, "who", ready.who)
    monkeypatch.setattr(live, "EVERY", 0.05)
    monkeypatch.setattr(live, "HEARTBEAT", 0.2)
    return ready


async def upto(events: AsyncGenerator[str], count: int) -> list[str]:
    """The next so many events that aren't heartbeats."""
    found: list[str] = []
    async with asyncio.timeout(5):
        async for each in events:
            found += [event for event in each.split("\n\n") if event.startswith("event")]
            if len(found) >= count:
                return found
    return found


async def test_a_burst_is_one_piece_of_news_for_each_service(pages: Pages) -> None:
    """A page asks anew once, not a hundred times; and the last fact is never missed."""
    events = live._news(pages.desk, None)  # pyright: ignore[reportArgumentType]
    await anext(events)
    task = asyncio.create_task(upto(events, 2))
    await asyncio.sleep(0.01)
    for number in range(1, 101):
        pages.desk.tools.feed.tell(heard(number))
    pages.desk.tools.feed.tell(heard(1, "finance.GrantReceived"))
    assert await task == ["event: bookings\ndata: new", "event: finance\ndata: new"]
    later = asyncio.create_task(upto(events, 1))
    pages.desk.tools.feed.tell(heard(101))
    assert await later == ["event: bookings\ndata: new"]


async def test_facts_pass_by_in_words(pages: Pages) -> None:
    """What happened, in words, and nothing of what it is about."""
    events = live._facts(pages.desk, None)  # pyright: ignore[reportArgumentType]
    await anext(events)
    task = asyncio.create_task(upto(events, 1))
    await asyncio.sleep(0.01)
    pages.desk.tools.feed.tell(heard())
    [event] = await task
    assert event.startswith("event: fact\ndata: ")
    assert "A place was booked" in event


async def test_a_feed_ends_soon_after_its_session(pages: Pages) -> None:
    """Who was signed out, or whose access ended, hears nothing more."""
    events = live._news(pages.desk, None)  # pyright: ignore[reportArgumentType]
    await anext(events)
    assert await anext(events) == ": still here\n\n"
    pages.signed_in = False
    async with asyncio.timeout(2):
        assert [each async for each in events] == []


async def test_a_busy_feed_ends_soon_after_its_session_too(pages: Pages) -> None:
    """Facts that never cease keep nobody in whose access has ended."""
    events = live._news(pages.desk, None)  # pyright: ignore[reportArgumentType]
    await anext(events)

    async def never_ceasing() -> None:
        while True:
            pages.desk.tools.feed.tell(heard())
            await asyncio.sleep(0.02)

    busy = asyncio.create_task(never_ceasing())
    pages.signed_in = False
    try:
        async with asyncio.timeout(2):
            assert all([each.startswith("event") async for each in events])
    finally:
        busy.cancel()


async def test_feeds_end_with_the_process(pages: Pages) -> None:
    """Nobody has to wait for an open page when the service is to stop."""
    events = live._news(pages.desk, None)  # pyright: ignore[reportArgumentType]
    await anext(events)
    task = asyncio.create_task(upto(events, 1))
    await asyncio.sleep(0.01)
    pages.desk.tools.feed.end()
    assert await task == []


async def test_who_cant_keep_up_loses_the_oldest_and_keeps_nobody(pages: Pages) -> None:
    """A page that sleeps costs so much and no more."""
    feed = Feed()
    with feed.listening() as queue:
        for number in range(1, MOST + 11):
            feed.tell(heard(number))
        assert queue.qsize() == MOST
        first = queue.get_nowait()
        assert first
        assert first.sequence == 11
    feed.tell(heard(1))
    assert queue.qsize() == MOST - 1


async def test_only_so_many_pages_are_kept_open(
    browser: httpx.AsyncClient, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One more is told to load itself anew."""
    monkeypatch.setattr(live, "MOST", 0)
    await sign_in(browser, password)
    refused = await browser.get("/live")
    assert (refused.status_code, "Load it again" in refused.text) == (503, True)
