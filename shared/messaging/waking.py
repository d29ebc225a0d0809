"""Tell the relay that facts were committed: right after the commit, never inside it."""

import asyncio

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.messaging.relay import CHANNEL

log = structlog.get_logger()


class Notify:
    """For a process without the relay role: a NOTIFY of its own, one at a time; the relay polls besides."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._telling: asyncio.Task[None] | None = None
        self._again = False

    def __call__(self) -> None:
        """Facts were committed."""
        self._again = True
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        while self._again:
            self._again = False
            try:
                async with self._engine.connect() as connection:
                    await connection.execution_options(isolation_level="AUTOCOMMIT")
                    await connection.execute(text(f"NOTIFY {CHANNEL}"))
            except Exception as error:  # noqa: BLE001 - the relay polls besides, so nothing depends on it
                log.warning("relay.not_woken", error=type(error).__name__)
