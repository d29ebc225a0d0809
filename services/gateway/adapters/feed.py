"""The live feed: facts as they come, for the pages that are open. Nothing is kept, and nobody is waited for."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

from shared.messaging.envelope import Envelope

MOST = 200
"""Facts that one open page may be behind."""


class Feed:
    """Hands the envelope of each fact, without its data, to everybody who listens."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Envelope | None]] = set()
        self.is_over = False

    def end(self) -> None:
        """Nothing more will come: the process ends, and nobody should wait for what is open."""
        self.is_over = True
        for each in self._listeners:
            self._put(each, None)

    def tell(self, heard: Envelope) -> None:
        """To all; who can't keep up loses the oldest, for the newest says as well that there is something new."""
        for each in self._listeners:
            self._put(each, heard)

    @contextmanager
    def listening(self) -> Generator[asyncio.Queue[Envelope | None]]:
        """Facts from now on, and None when there won't be any more."""
        queue = asyncio.Queue[Envelope | None](MOST)
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    @staticmethod
    def _put(queue: asyncio.Queue[Envelope | None], heard: Envelope | None) -> None:
        if queue.full():
            queue.get_nowait()
        queue.put_nowait(heard)
