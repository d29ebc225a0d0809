"""The housekeeping role: once a minute measure, do the chores that are due, and take the erased off the disk."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import structlog

from shared.kernel.clock import Clock
from shared.messaging.envelope import Cause
from shared.messaging.housekeeping.chores import Chore, last_done, note_done
from shared.messaging.housekeeping.measuring import measure
from shared.messaging.housekeeping.sweep import NotErasedYet, Sweep
from shared.messaging.outbox_rows import Connection
from shared.messaging.workshop import Workshop
from shared.observability.health import Health
from shared.observability.metrics import Metrics
from shared.persistence.failures import Blame, blame

LOCK = 0x0A111A9D0
"""The advisory lock of a database's one housekeeper; whoever doesn't get it measures only."""

EVERY = 60.0
"""Seconds between two looks."""

AGAIN = 2.0
"""Seconds until the next look when the database was away: so long the service isn't ready although it is back."""

SESSION = {
    "timezone": "UTC",
    "lock_timeout": "2s",
    "statement_timeout": "30min",
    "idle_session_timeout": "15min",
}
"""While we wait for a table nobody else gets it, so we wait briefly; a large one takes long to rewrite."""

ANSWER = 1900.0
"""Seconds after which a database that doesn't answer counts as gone."""

CAUSE = Cause("service:housekeeping")

log = structlog.get_logger()


@dataclass
class Housekeeping:
    """The housekeeping role of one process; `personal` are the tables to be rewritten after an erasure."""

    database_url: str
    personal: Sequence[str]
    chores: Sequence[Chore]
    workshop: Workshop[Any]
    clock: Clock
    health: Health
    metrics: Metrics

    async def run(self) -> None:
        """Look once a minute, until cancelled; what goes wrong is said, and tried again."""
        while True:
            rest = await self._looked()
            await asyncio.sleep(rest)

    async def _looked(self) -> float:
        """Look; how many seconds until the next time."""
        try:
            async with self._connected() as connection:
                await self.look(connection)
        except Exception as error:  # noqa: BLE001 - said, and tried again
            away = blame(error) is Blame.WORLD
            self.health.not_ready(
                "housekeeping", f"{'waiting for the database' if away else 'stopped'}: {type(error).__name__}"
            )
            log.warning("housekeeping.interrupted", error=type(error).__name__)
            return AGAIN if away else EVERY
        return EVERY

    async def look(self, connection: Connection) -> None:
        """Measure, and do what is due, unless another process is doing so."""
        await measure(connection, self.metrics, self.clock())
        failed: list[str] = []
        if await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
            failed = [chore.name for chore in await self._due() if not await self._done(chore)]
            await self._sweep(connection)
        if failed:
            self.health.not_ready("housekeeping", f"failed: {', '.join(failed)}")
        else:
            self.health.ready("housekeeping")

    async def _due(self) -> list[Chore]:
        """The chores whose time has come."""
        now = self.clock()
        async with self.workshop.open(CAUSE) as work:
            done = await last_done(work.connection, [chore.name for chore in self.chores], now)
        for name, at in done.items():
            self.metrics.chore_age.labels(chore=name).set((now - at).total_seconds())
        return [chore for chore in self.chores if now - done[chore.name] >= chore.every]

    async def _done(self, chore: Chore) -> bool:
        """Do it, and note that; one that fails keeps no other from being done."""
        try:
            await chore.do()
        except Exception as error:  # noqa: BLE001 - said, and tried again at the next look
            log.warning("chore", chore=chore.name, outcome="failed", error=type(error).__name__)
            return False
        async with self.workshop.open(CAUSE) as work:
            await note_done(work.connection, chore.name, work.now)
        self.metrics.chore_age.labels(chore=chore.name).set(0)
        log.info("chore", chore=chore.name, outcome="done")
        return True

    async def _sweep(self, connection: Connection) -> None:
        """Go on taking the erased off the disk, as far as that goes just now."""
        try:
            await Sweep(connection, self.personal, self.clock).run()
        except (NotErasedYet, asyncpg.LockNotAvailableError) as why:
            log.info("erasures.wait", because=str(why))

    @asynccontextmanager
    async def _connected(self) -> AsyncGenerator[Connection]:
        """A connection of its own: VACUUM can't be part of a transaction, and the lock goes with it."""
        connection = await asyncpg.connect(
            self.database_url,
            timeout=10,
            command_timeout=ANSWER,
            server_settings=SESSION | {"application_name": "housekeeping"},
        )
        try:
            yield connection
        finally:
            connection.terminate()
