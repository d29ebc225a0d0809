"""How fast somebody gets on: facts a second, from the first progress to the last."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from time import perf_counter
from typing import Any

from deploy.bench.bus.ground import Field

Contender = Callable[[Field], AbstractAsyncContextManager[Callable[[], int]]]
"""Works while the block lasts; what it gives says how many facts are done so far: committed, or marked."""

PATIENCE = 60.0
"""Seconds after which a contender that doesn't even begin ends the bench."""


async def pace(contender: Contender, field: Field, facts: int, seconds: float) -> float:
    """Facts a second, until so many are done or time is over.

    Starting up isn't counted: the clock starts with the first progress.
    """
    async with contender(field) as done:
        begun, since = await _reaches(done, 1, PATIENCE)
        ended, until = await _reaches(done, facts, seconds)
    if not begun:
        raise SystemExit(f"{contender} hasn't done anything within {PATIENCE:.0f} s.")
    return (ended - begun) / (until - since)


async def steadily(rate: float, count: int) -> AsyncGenerator[int]:
    """`count` numbers, `rate` a second, however long what is done because of them takes."""
    began = perf_counter()
    for number in range(count):
        await asyncio.sleep(max(0.0, began + number / rate - perf_counter()))
        yield number


@asynccontextmanager
async def beside(*works: Coroutine[Any, Any, None]) -> AsyncGenerator[None]:
    """Do these while the block lasts."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended


async def _reaches(done: Callable[[], int], facts: int, seconds: float) -> tuple[int, float]:
    """How many are done, and when that was seen."""
    deadline = perf_counter() + seconds
    await until(lambda: done() >= facts or perf_counter() > deadline)
    return done(), perf_counter()


async def until(it_is: Callable[[], bool]) -> None:
    """Look often enough to measure by, and seldom enough to cost nothing."""
    while not it_is():  # noqa: ASYNC110 - what is looked at has no event to wait for
        await asyncio.sleep(0.002)
