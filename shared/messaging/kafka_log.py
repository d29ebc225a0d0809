"""Looking at Kafka without being in a group: which cluster, how long its logs are, what stands in them."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import CorruptRecordException

from shared.contracts.topics import Topic

PATIENCE = 10.0
"""Seconds that one question to Kafka may take; aiokafka itself would wait for ever for a partition that isn't there."""

BACK_OFF = 20
"""Milliseconds until aiokafka asks again. It does so for each topic that it meets; a reader begins later by the sum."""

PAGE = 1000
"""Records read at once."""

UNREADABLE = (UnicodeDecodeError, CorruptRecordException)
"""What aiokafka raises for a record that it can't read: a header's name isn't UTF-8, or the disk has changed it."""

Record = ConsumerRecord[bytes | None, bytes | None]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Kafka:
    """Where Kafka is. `prefix` stands before every topic's name and group, so that tests can share one Kafka."""

    bootstrap: str
    prefix: str = ""
    replicas: int = 1

    def name(self, topic: str) -> str:
        """A topic's name as Kafka has it."""
        return self.prefix + topic

    def topic(self, name: str) -> str:
        """A topic's name as we have it."""
        return name.removeprefix(self.prefix)


class Place(NamedTuple):  # hashed for each record
    """One partition of one topic, by our name of it."""

    topic: str
    partition: int


class KafkaLog:
    """Kafka's logs, seen from outside every group. Who reads records waits for whoever reads some already."""

    def __init__(self, kafka: Kafka, admin: AIOKafkaAdminClient, consumer: AIOKafkaConsumer) -> None:
        self.kafka = kafka
        self.admin = admin
        self._consumer = consumer
        self._looking = asyncio.Lock()
        self._stands: tuple[TopicPartition, int] | None = None

    async def cluster_id(self) -> str:
        """Kafka's own name of this cluster; it changes when its data was lost."""
        async with asyncio.timeout(PATIENCE):
            return str((await self.admin.describe_cluster())["cluster_id"])

    async def partitions(self, topics: Iterable[Topic]) -> Mapping[str, int]:
        """How many partitions each of the topics has; a topic that isn't there is left out."""
        async with asyncio.timeout(PATIENCE):
            described = await self.admin.describe_topics([self.kafka.name(topic.name) for topic in topics])
        found = [each for each in described if not each["error_code"]]
        return {self.kafka.topic(each["topic"]): len(each["partitions"]) for each in found}

    async def ends(self, topics: Iterable[Topic]) -> Mapping[Place, int]:
        """The offset after the last record of every partition."""
        counts = await self.partitions(topics)
        places = [Place(topic, partition) for topic, count in counts.items() for partition in range(count)]
        async with asyncio.timeout(PATIENCE):
            ends = await self._consumer.end_offsets([self._at(place) for place in places]) if places else {}
        return {place: ends[self._at(place)] for place in places}

    async def records(self, place: Place, start: int, end: int) -> AsyncIterator[list[Record]]:
        """The records from `start` up to (not with) `end`, in pages; compaction may have left gaps."""
        position = start
        while position < end:
            page = await self._readable_page(place, position)
            position = page.position
            yield [record for record in page.records if record.offset < end]

    async def record_at(self, place: Place, offset: int) -> Record | None:
        """The record with that offset, which must be below the end; None when compaction has removed it.

        Raises `UNREADABLE`.
        """
        records = (await self._page(place, offset, 1)).records
        return records[0] if records and records[0].offset == offset else None

    async def _readable_page(self, place: Place, begin: int) -> "_Page":
        """The next records; past one that can't be read, which is somebody else's, for ours can."""
        try:
            return await self._page(place, begin, PAGE)
        except UNREADABLE:
            log.debug("kafka.unreadable_page", topic=place.topic, partition=place.partition, offset=begin)
        try:
            return await self._page(place, begin, 1)
        except UNREADABLE:
            return _Page([], begin + 1)

    async def _page(self, place: Place, begin: int, most: int) -> "_Page":
        """The records from `begin` on, and the position after them; raises TimeoutError when there is no getting on."""
        at = self._at(place)
        async with asyncio.timeout(PATIENCE), self._looking:
            if self._stands != (at, begin):  # else what has been fetched already is used
                self._consumer.assign([at])
                self._consumer.seek(at, begin)
            self._stands = None
            while True:
                found = (await self._consumer.getmany(at, timeout_ms=1000, max_records=most)).get(at, [])
                position = await self._consumer.position(at)
                if found or position > begin:
                    self._stands = (at, position)
                    return _Page(found, position)

    def _at(self, place: Place) -> TopicPartition:
        return TopicPartition(self.kafka.name(place.topic), place.partition)


@dataclass(frozen=True, slots=True)
class _Page:
    records: Sequence[Record]
    position: int


@asynccontextmanager
async def looking_at(kafka: Kafka, client_id: str) -> AsyncGenerator[KafkaLog]:
    """A view of Kafka's logs, closed at the end."""
    admin = AIOKafkaAdminClient(
        bootstrap_servers=kafka.bootstrap, client_id=client_id, request_timeout_ms=int(PATIENCE * 1000)
    )
    consumer = AIOKafkaConsumer(
        bootstrap_servers=kafka.bootstrap,
        client_id=client_id,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        retry_backoff_ms=BACK_OFF,
        request_timeout_ms=int(PATIENCE * 1000),
    )
    try:
        async with asyncio.timeout(PATIENCE):
            await admin.start()
            await consumer.start()
        yield KafkaLog(kafka, admin, consumer)
    finally:
        await _end(consumer.stop(), admin.close())


async def _end(*endings: Coroutine[Any, Any, None]) -> None:
    """Close what can be closed within a second: a frozen broker would hold us longer, and nothing depends on it."""
    tasks = [asyncio.ensure_future(each) for each in endings]
    done, late = await asyncio.wait(tasks, timeout=1.0)
    for task in late:
        task.cancel()
    for task in done:
        if error := task.exception():
            log.warning("kafka.ending", error=type(error).__name__)
