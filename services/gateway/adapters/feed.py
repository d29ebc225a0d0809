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
        self._listeners: set[asyncio.Queue[Envelope]] = set()

    def tell(self, heard: Envelope) -> None:
        """To all; who can't keep up loses the oldest, for the newest says as well that there is something new."""
        for each in self._listeners:
            if each.full():
                each.get_nowait()
            each.put_nowait(heard)

    @contextmanager
    def listening(self) -> Generator[asyncio.Queue[Envelope]]:
        """Facts from now on."""
        queue = asyncio.Queue[Envelope](MOST)
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)
