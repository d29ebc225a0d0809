"""An event loop in a thread of its own: proxies and the mail server live there while the checker waits and looks."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE = 10.0
"""Seconds that one errand backstage may take."""


class Backstage:
    """Runs coroutines in a thread; closed at the end."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="backstage", daemon=True)
        self._thread.start()

    def do(self, errand: Coroutine[Any, Any, T]) -> T:
        """Have it done there, and wait."""
        return asyncio.run_coroutine_threadsafe(errand, self._loop).result(PATIENCE)

    def close(self) -> None:
        """End the loop with whatever still runs in it."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()

    @staticmethod
    async def _end() -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
