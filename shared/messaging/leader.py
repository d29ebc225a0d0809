"""The active relay: pages of facts to Kafka, and marks for what it acknowledged (bus.md, "Relay")."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    InvalidMessageError,
    KafkaConnectionError,
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
)
from aiokafka.structs import RecordMetadata

from shared.contracts.topics import Topic
from shared.kernel.clock import Clock
from shared.messaging import outbox_rows
from shared.messaging.codec import TICK, source
from shared.messaging.crash_points import reached
from shared.messaging.heads import Heads
from shared.messaging.kafka_log import KafkaLog, Place
from shared.messaging.outbox_rows import Connection, Landed, Row
from shared.observability.metrics import Metrics

COMPARE_EVERY = 60.0
TICK_EVERY = 3600.0
"""Seconds."""

PATIENCE = 1.0
"""Seconds that a page waits for its acknowledgements before the next page goes round what is slow."""

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
    in_flight: dict[asyncio.Future[RecordMetadata], Row] = field(
        default_factory=dict[asyncio.Future[RecordMetadata], Row]
    )
    cluster: str = ""
    partitions: Mapping[str, int] = field(default_factory=dict[str, int])
    singly: set[Place] = field(default_factory=set[Place])
    held: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    compared: float = float("-inf")
    ticked: float = float("-inf")

    async def turn(self) -> bool:
        """Compare heads and tick when it is time, and send a page; was there one?

        Raises `DatabaseWentBack`, `KafkaLostItsTail`, and what Kafka or the lock's connection fails with.
        """
        now = monotonic()
        if now - self.compared > COMPARE_EVERY and not self.in_flight:
            await self._compare()
            self.compared = now
        if now - self.ticked > TICK_EVERY:
            await self._tick([Place(topic.name, 0) for topic in self.topics if topic.state])
            self.ticked = now
        return await self._page()

    async def _compare(self) -> None:
        self.cluster = await self.kafka.cluster_id()
        self.partitions = await self.kafka.partitions(self.topics)
        for place, lacking in (await self.heads.compare(self.clock())).items():
            await self._fill_up(place, lacking)

    async def _fill_up(self, place: Place, lacking: int) -> None:
        """Make a log as long as it was: a reader that stands behind the hole would miss what falls into it."""
        log.warning("relay.filling_up", topic=place.topic, partition=place.partition, records=lacking)
        for begin in range(0, lacking, TICKS_AT_ONCE):
            await self._tick([place] * min(TICKS_AT_ONCE, lacking - begin))

    async def _page(self) -> bool:
        """Send one page and mark what Kafka acknowledged."""
        avoid = {row.place for row in self.in_flight.values()}
        ids = [row.id for row in self.in_flight.values()]
        rows = await outbox_rows.page(self.connection, ids, avoid, self.partitions)
        if rows:
            reached("relay.read")
        self.held.clear()
        singly = set(self.singly)
        for row in rows:
            if row.stream not in self.held:
                await self._send(row)
        await self._settle()
        self.singly -= singly
        return bool(rows)

    async def _send(self, row: Row) -> None:
        """Hand a row to the producer; one that it won't take for what it is is held."""
        place = row.place
        name = self.kafka.kafka.name(place.topic)
        try:
            sending = await self.producer.send(
                name, row.data, key=row.key, partition=place.partition, headers=row.headers
            )
        except UNSENDABLE as error:
            await self._hold(row, error)
            return
        sending.add_done_callback(_look_at)
        self.in_flight[sending] = row
        if place in self.singly:
            await self._settle()

    async def _settle(self) -> None:
        """Wait a while; mark what landed, hold what can't be sent, and raise if Kafka failed us."""
        if not self.in_flight:
            return
        done, _ = await asyncio.wait(self.in_flight, timeout=PATIENCE)
        settled = [(self.in_flight.pop(sending), sending) for sending in done]
        await self._mark([_landed(row, sending) for row, sending in settled if not _failure(sending)])
        failed = [(row, failure) for row, sending in settled if (failure := _failure(sending))]
        await self._judge([(row, failure) for row, failure in failed if isinstance(failure, UNSENDABLE)])
        for _, failure in failed:
            if not isinstance(failure, UNSENDABLE):
                raise failure

    async def _mark(self, landed: Sequence[Landed]) -> None:
        """Note where rows landed; raises `KafkaLostItsTail` when that is below where Kafka had been."""
        below = [each for each in landed if each.offset < self.heads.ends.get(each.place, 0)]
        fine = [each for each in landed if each not in below]
        if fine:
            reached("relay.sent")
            await outbox_rows.mark(self.connection, fine, self.cluster, self.clock())
            reached("relay.marked")
        for each in fine:
            self.metrics.published.labels(topic=each.place.topic).inc()
            self.heads.ends[each.place] = max(self.heads.ends.get(each.place, 0), each.offset + 1)
        if below:
            await self._tail_lost(below)

    async def _tail_lost(self, below: Sequence[Landed]) -> None:
        """What landed there goes out again with what was lost, for readers may stand behind it already."""
        first = min(below, key=lambda each: each.offset)
        await self.heads.lost_from(first.place, first.offset)
        raise KafkaLostItsTail(f"{first.place.topic}/{first.place.partition} from {first.offset} on")

    async def _judge(self, refused: Sequence[tuple[Row, KafkaError]]) -> None:
        """Kafka refuses whole batches: a row alone in its own is held; several are sent again, one by one."""
        count = Counter(row.place for row, _ in refused)
        for row, error in refused:
            if count[row.place] == 1:
                await self._hold(row, error)
        self.singly |= {place for place, rows in count.items() if rows > 1}

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
            tick.add_done_callback(_look_at)
        landed = await asyncio.gather(*sending)
        for place, end in {place: each.offset + 1 for place, each in zip(places, landed, strict=True)}.items():
            await self.heads.reached(self.cluster, place, end)


def _look_at(sending: asyncio.Future[RecordMetadata]) -> None:
    """So that asyncio doesn't complain of failures of a producer that we have given up already."""
    _failure(sending)


def _failure(sending: asyncio.Future[RecordMetadata]) -> Exception | None:
    """Why a record wasn't acknowledged; None when it was."""
    if sending.cancelled():
        return KafkaConnectionError("the producer was ended")
    error = sending.exception()
    return error if error is None or isinstance(error, Exception) else KafkaConnectionError(type(error).__name__)


def _landed(row: Row, sending: asyncio.Future[RecordMetadata]) -> Landed:
    where = sending.result()
    return Landed(row.id, Place(row.place.topic, where.partition), where.offset)
