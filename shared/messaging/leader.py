"""The active relay: pages of facts to Kafka, and marks for what it acknowledged (bus.md, "Relay")."""

import asyncio
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import asyncpg
import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    InvalidMessageError,
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
)

from shared.contracts.topics import Topic
from shared.kernel.clock import Clock
from shared.messaging import kafka_topics, outbox_rows
from shared.messaging.batches import Batch, UnderWay, failure
from shared.messaging.codec import TICK, source
from shared.messaging.crash_points import reached
from shared.messaging.heads import Heads
from shared.messaging.kafka_log import KafkaLog, Place
from shared.messaging.outbox_rows import Connection, Landed, Row
from shared.observability.metrics import Metrics

COMPARE_EVERY = 60.0
TICK_EVERY = 3600.0
"""Seconds."""

NEVER = float("-inf")

TICKS_AT_ONCE = 1000
"""Ticks sent together where Kafka's log is to be filled up."""

UNSENDABLE = (MessageSizeTooLargeError, RecordListTooLargeError, InvalidMessageError)
"""Kafka refuses the record for what it is: it alone is held, with its key."""

log = structlog.get_logger()


class KafkaLostItsTail(Exception):
    """Kafka put a fact where it had another one before: all that it held from there on is gone."""


@dataclass
class Leader:
    """Relays from getting the lock to losing it or Kafka."""

    connection: Connection
    producer: AIOKafkaProducer
    kafka: KafkaLog
    heads: Heads
    topics: Sequence[Topic]
    service: str
    clock: Clock
    metrics: Metrics
    under_way: UnderWay
    cluster: str = ""
    partitions: Mapping[str, int] = field(default_factory=dict[str, int])
    singly: set[Place] = field(default_factory=set[Place])
    held: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    compared: float = NEVER
    ticked: float = NEVER

    async def turn(self) -> bool:
        """Compare with Kafka and tick when it is time, and send a page; was there one?

        Raises `TopicRefused`, `DatabaseWentBack`, `KafkaLostItsTail`, and what Kafka or the lock's connection fails
        with.
        """
        now = monotonic()
        if now - min(self.compared + COMPARE_EVERY, self.ticked + TICK_EVERY) > 0:
            await self._settle()  # what is under way lands below a tick sent now, and would look like a lost tail
            if not self.under_way:
                await self._keep_house(now)
            elif self.must_compare:
                return True
        return await self._page()

    async def _keep_house(self, now: float) -> None:
        if now - self.compared > COMPARE_EVERY:
            await self._compare()
            self.compared = now
        if now - self.ticked > TICK_EVERY:
            await self._tick([Place(topic.name, 0) for topic in self.topics if topic.state])
            self.ticked = now

    async def _compare(self) -> None:
        """Topics first: a Kafka emptied while nothing was sent has none, and nothing fails that would say so."""
        self.cluster = await self.kafka.cluster_id()
        await kafka_topics.declare(self.kafka, self.topics)
        self.partitions = await self.kafka.partitions(self.topics)
        for place, lacking in (await self.heads.compare(self.clock())).items():
            await self._fill_up(place, lacking)

    async def _fill_up(self, place: Place, lacking: int) -> None:
        """Make a log as long as it was: a reader that stands behind the hole would miss what falls into it."""
        log.warning("relay.filling_up", topic=place.topic, partition=place.partition, records=lacking)
        for begin in range(0, lacking, TICKS_AT_ONCE):
            await self._tick([place] * min(TICKS_AT_ONCE, lacking - begin))

    async def _page(self) -> bool:
        """Read a page while Kafka takes the one before; send it while that one is being marked."""
        self.held.clear()
        rows = await outbox_rows.page(self.connection, self.under_way.ids, self.under_way.slow, self.partitions)
        if rows:
            reached("relay.read")
        settled = await self.under_way.settled()
        if settled.failed or self.singly or not all(map(self._follows, settled.landed)):
            await self._mark(settled.landed)
            await self._judge(settled.failed)
            if not self.must_compare:
                await self._send(rows, {batch.place for batch, _ in settled.failed})
        else:
            await self._mark_beside(settled.landed, self._send(rows, set()))
        return bool(rows)

    async def _mark_beside(self, landed: Sequence[Landed], sending: Coroutine[Any, Any, None]) -> None:
        """Let PostgreSQL mark while we build batches."""
        marking = asyncio.ensure_future(self._mark(landed))
        try:
            await asyncio.sleep(0)  # so that the statement is on its way before we begin
            await sending
        except BaseException:
            marking.cancel()
            sending.close()  # ended before it began, it would be missed
            raise
        await marking

    async def _send(self, rows: Sequence[asyncpg.Record], failed: set[Place]) -> None:
        """Send to each partition whose batch before this was acknowledged: nothing overtakes what failed or waits."""
        avoid = failed | self.under_way.places
        singly, self.singly = self.singly - avoid, self.singly & avoid
        for place, story in outbox_rows.by_place(rows, self.partitions).items():
            if place in singly:
                await self._send_singly(place, story)
            elif place not in avoid:
                await self.under_way.send(place, self._free(story))
                await asyncio.sleep(0)  # so that it goes out while we build the next

    async def _send_singly(self, place: Place, rows: Sequence[asyncpg.Record]) -> None:
        """One by one, to find the one that Kafka refuses."""
        for row in rows:
            await self.under_way.send(place, self._free([row]))
            await self._settle()
            if place in self.under_way.places:
                return

    def _free(self, rows: Sequence[asyncpg.Record]) -> Iterator[Row]:
        """Made as they are needed, but for those of held keys."""
        made = (outbox_rows.row(each) for each in rows)
        return (row for row in made if row.stream not in self.held)

    async def _settle(self) -> None:
        """Wait a while; mark what landed, hold what can't be sent, and raise if Kafka failed us."""
        settled = await self.under_way.settled()
        await self._mark(settled.landed)
        await self._judge(settled.failed)

    async def _mark(self, landed: Sequence[Landed]) -> None:
        """Note where rows landed; raises `KafkaLostItsTail` when that is below where Kafka had been.

        What landed further on isn't marked: something came in between, and the comparison sees first whose that is. A
        relay that slept while our database was restored may have sent facts that we no longer know.
        """
        fine = [each for each in landed if self._follows(each)]
        below = [each for each in landed if each.offset < self._end(each.place)]
        if len(fine) + len(below) < len(landed):
            self.compared = NEVER
        if fine:
            reached("relay.sent")
            await outbox_rows.mark(self.connection, fine, self.cluster, self.clock())
            reached("relay.marked")
        for each in fine:
            self.metrics.published.labels(topic=each.place.topic).inc(len(each.ids))
            self.heads.ends[each.place] = each.end
        if below:
            await self._tail_lost(below)

    def _follows(self, landed: Landed) -> bool:
        """Did it land right behind all that we know of?"""
        return landed.offset == self._end(landed.place)

    def _end(self, place: Place) -> int:
        return self.heads.ends.get(place, 0)

    @property
    def must_compare(self) -> bool:
        """May nothing be sent until heads have been compared?"""
        return self.compared == NEVER

    async def _tail_lost(self, below: Sequence[Landed]) -> None:
        """What landed there goes out again with what was lost, for readers may stand behind it already."""
        first = min(below, key=lambda each: each.offset)
        await self.heads.lost_from(first.place, first.offset)
        raise KafkaLostItsTail(f"{first.place.topic}/{first.place.partition} from {first.offset} on")

    async def _judge(self, failed: Sequence[tuple[Batch, Exception]]) -> None:
        """Kafka refuses whole batches: a row alone in its own is held; several are sent again, one by one."""
        for batch, error in failed:
            if not isinstance(error, UNSENDABLE):
                raise error
            if len(batch.rows) == 1:
                await self._hold(batch.rows[0], error)
            else:
                self.singly.add(batch.place)

    async def _hold(self, row: Row, error: KafkaError) -> None:
        self.held.add(row.stream)
        await outbox_rows.hold(self.connection, row, type(error).__name__, self.clock())
        log.error("relay.refused", event_id=str(row.event_id), type=row.type, error=type(error).__name__)

    async def _tick(self, places: Sequence[Place]) -> None:
        """Records without data; on state topics every hour, for an idle segment never rolls, and is never compacted."""
        header = [("ce_type", TICK.encode()), ("ce_source", source(self.service).encode())]
        sending = [
            await self.producer.send(
                self.kafka.kafka.name(place.topic), b"", key=b"tick", headers=header, partition=place.partition
            )
            for place in places
        ]
        for tick in sending:
            tick.add_done_callback(failure)
        landed = await asyncio.gather(*sending)
        for place, end in {place: each.offset + 1 for place, each in zip(places, landed, strict=True)}.items():
            await self.heads.reached(self.cluster, place, end)
