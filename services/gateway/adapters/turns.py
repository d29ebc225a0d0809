"""So many at once, and so many in line: who comes then is sent away before they cost anything."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from services.gateway.domain.refusals import TooManySignIns


class Turns:
    """Turns at signing in: each holds a connection for as long as its password is hashed, or waits to be."""

    def __init__(self, at_once: int = 3, in_line: int = 60) -> None:
        self._turns = asyncio.Semaphore(at_once)
        self._most = at_once + in_line
        self._here = 0

    @asynccontextmanager
    async def turn(self) -> AsyncGenerator[None]:
        """Wait for one; raises `TooManySignIns` when the line is too long."""
        if self._here >= self._most:
            raise TooManySignIns
        self._here += 1
        try:
            async with self._turns:
                yield
        finally:
            self._here -= 1
