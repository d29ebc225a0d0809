"""A library that ends something of its own cancels futures that we wait for: that is no wish that we should end."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager


class Interrupted(ConnectionError):
    """What was waited for was cancelled by the library that owes it; like a lost connection, the world's failure."""


@contextmanager
def only_asked_to_end() -> Generator[None]:
    """Let a cancellation through only if this task was asked to end; raises `Interrupted` for any other."""
    try:
        yield
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raise Interrupted("a library cancelled what was waited for") from None
