"""The relay: what is committed goes to Kafka, in order, at least once (bus.md, "Relay")."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic

import asyncpg
import structlog

from shared.contracts.topics import Topic
from shared.kernel.clock import Clock
from shared.messaging import outbox_rows
from shared.messaging.batches import UnderWay
from shared.messaging.heads import DatabaseWentBack, Heads
from shared.messaging.interruption import only_asked_to_end
from shared.messaging.kafka_log import Kafka, looking_at
from shared.messaging.leader import Leader
from shared.messaging.outbox_rows import Connection
from shared.messaging.producer import producing
from shared.observability.health import Health
from shared.observability.metrics import Metrics

LOCK = 0x0A111A9CE
"""The advisory lock of a database's one active relay."""

CHANNEL = "outbox"
"""PostgreSQL's channel on which other processes of the service say that they committed facts."""

POLL = 1.0
"""Seconds between two looks when nobody woke us, and between two tries to get the lock."""

LONGEST_PAUSE = 5.0
"""Seconds between two tries to begin anew, when it fails again and again."""

STALE = 60.0
"""Seconds after which an unpublished fact means that we don't progress."""

SESSION = {
    "timezone": "UTC",
    "idle_session_timeout": "10s",
    "statement_timeout": "10s",
    "transaction_timeout": "10s",
    "idle_in_transaction_session_timeout": "10s",
    "jit": "off",
    "enable_sort": "off",
    "enable_bitmapscan": "off",
    "enable_hashjoin": "off",
}
"""So that a paused relay loses its lock in time (bus.md, "Sessions"), and a page is read in the order of its index.

What waits may be one row or a million from one moment to the next: a plan made from old statistics would sort them all
for each page, or worse.
"""

ANSWER = 15.0
"""Seconds after which a database that doesn't answer at all counts as gone: its own time-outs don't reach us then."""

log = structlog.get_logger()


@dataclass
class Relay:
    """The relay role of one process; of all a service's processes one is active at a time."""

    database_url: str
    kafka: Kafka
    topics: Sequence[Topic]
    service: str
    clock: Clock
    health: Health
    metrics: Metrics
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    failures: int = 0

    async def run(self) -> None:
        """Relay until cancelled; whatever goes wrong is said, waited for, and begun anew."""
        while True:
            try:
                with only_asked_to_end():
                    async with self._connected() as connection:
                        await self._lead(connection)
            except Exception as error:  # noqa: BLE001 - said, and begun anew
                self._say(error)
            await asyncio.sleep(min(LONGEST_PAUSE, POLL * 2 ** min(self.failures, 10)))
            self.failures += 1

    def wake(self) -> None:
        """Somebody committed facts."""
        self.woken.set()

    def _notified(self, *_: object) -> None:
        self.wake()

    async def report(self, connection: Connection, *, leading: bool) -> None:
        """Say how old the oldest unpublished fact is, and whether that is progress."""
        oldest = await outbox_rows.oldest(connection)
        age = max(0.0, (self.clock() - oldest).total_seconds()) if oldest else 0.0
        self.metrics.unpublished_age.set(age)
        self.metrics.relaying.set(int(leading))
        self.metrics.went_back.set(0)  # whoever leads would say so
        self.metrics.refused.set(await outbox_rows.refused(connection))
        if age > STALE:
            self.health.not_ready("relay", f"the oldest fact has waited {age:.0f} s to go out")
        else:
            self.health.ready("relay")

    def _say(self, error: Exception) -> None:
        self.metrics.relaying.set(0)
        self.metrics.went_back.set(int(isinstance(error, DatabaseWentBack)))
        self.health.not_ready("relay", f"{type(error).__name__}: {error}")
        log.warning("relay.interrupted", error=type(error).__name__, detail=str(error)[:200])

    @asynccontextmanager
    async def _connected(self) -> AsyncGenerator[Connection]:
        """The relay's own connection: lock, reads and marks, so that losing the lock is losing all three."""
        settings = SESSION | {"application_name": f"{self.service} relay"}
        connection = await asyncpg.connect(
            self.database_url, timeout=10, command_timeout=ANSWER, server_settings=settings
        )
        try:
            await connection.add_listener(CHANNEL, self._notified)
            yield connection
        finally:
            connection.terminate()

    async def _lead(self, connection: Connection) -> None:
        """Wait for the lock, then relay for as long as the connection lasts."""
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
            await self.report(connection, leading=False)
            await asyncio.sleep(POLL)
        async with looking_at(self.kafka, self.service) as kafka, producing(self.kafka, self.service) as producer:
            heads = Heads(connection, kafka, self.topics, self.service, self.metrics)
            under_way = UnderWay(producer, self.kafka)
            leader = Leader(
                connection, producer, kafka, heads, self.topics, self.service, self.clock, self.metrics, under_way
            )
            await self._relay(connection, leader)

    async def _relay(self, connection: Connection, leader: Leader) -> None:
        """Turn after turn; ends by raising."""
        reported = float("-inf")
        while True:
            sent = await leader.turn()
            self.failures = 0
            if monotonic() - reported > POLL:
                await self.report(connection, leading=True)
                reported = monotonic()
            if not sent:
                await self._rest()

    async def _rest(self) -> None:
        """Until somebody commits facts, or a second is over."""
        try:
            async with asyncio.timeout(POLL):
                await self.woken.wait()
        except TimeoutError:
            pass
        self.woken.clear()
