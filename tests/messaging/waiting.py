"""Waiting in tests: short while all is well, generous when the machine is busy."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any, TypeVar

T = TypeVar("T")

DEADLINE = 30.0
"""Seconds."""


async def eventually(look: Callable[[], Awaitable[T] | T], seconds: float = DEADLINE) -> T:
    """What `look` answers as soon as that is true; fails with its last answer, or what it raised."""
    until = monotonic() + seconds
    while True:
        found = look()
        answer: Any = await found if isinstance(found, Awaitable) else found
        if answer:
            return answer
        assert monotonic() < until, f"still {answer!r} after {seconds} s"
        await asyncio.sleep(0.02)


@asynccontextmanager
async def running(*works: Coroutine[Any, Any, None]) -> AsyncGenerator[list[asyncio.Task[None]]]:
    """Do these beside the block; cancelled at its end."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield tasks
    finally:
        await ended(*tasks)


async def ended(*tasks: asyncio.Task[Any]) -> None:
    """Cancel and wait; fails if one takes over five seconds."""
    for task in tasks:
        task.cancel()
    _, late = await asyncio.wait(tasks, timeout=5)
    assert not late, f"{len(late)} roles took over 5 s to end"
