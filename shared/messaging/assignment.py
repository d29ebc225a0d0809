"""Which partitions Kafka's group gives to this member, and where they begin: where the reader's own database says."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import IllegalStateError

from shared.messaging.bookmarks import Bookmarks
from shared.messaging.crash_points import reached
from shared.messaging.kafka_log import UNREADABLE, KafkaLog, Place
from shared.messaging.reader import Reader
from shared.messaging.records import from_kafka

PAUSE = 1.0
"""Seconds between two tries to learn where to begin."""

log = structlog.get_logger()


class Assignment(ConsumerRebalanceListener):
    """Begins every partition at the reader's stored position: a restored reader heals itself."""

    def __init__(self, reader: Reader[Any], kafka_log: KafkaLog, bookmarks: Bookmarks) -> None:
        self.consumer: Callable[[], AIOKafkaConsumer | None] = lambda: None
        self.ended = False
        self._reader = reader
        self._kafka_log = kafka_log
        self._bookmarks = bookmarks

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:  # noqa: ARG002 - given by name
        """The batch in hand is safe: whoever reads it again finds it applied."""
        self._bookmarks.close()

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Seek to the stored positions; to the beginning on another cluster, or where the log isn't the one we read.

        aiokafka only logs what is raised here, and would then read from anywhere; so nothing is.
        """
        self._let(assigned, flow=False)  # they are being fetched already, from wherever Kafka's own offset is
        while not self.ended:
            try:
                await self._begin(assigned)
                self._let(assigned, flow=True)
                return
            except Exception as error:  # noqa: BLE001 - whatever it is, no record may be read before this succeeds
                log.warning("reader.seek", reader=self._reader.name, outcome="waiting", error=type(error).__name__)
                await asyncio.sleep(PAUSE)

    async def begin_anew(self) -> None:
        """Our places are in doubt: take them from the database again."""
        self._bookmarks.close()
        if consumer := self.consumer():
            await self.on_partitions_assigned(consumer.assignment())

    def seek(self, begins: Mapping[Place, int]) -> None:
        """Read these partitions from there, as far as they are still ours."""
        if consumer := self.consumer():
            for place, offset in begins.items():
                with suppress(IllegalStateError):
                    consumer.seek(self._at(place), offset)

    async def tell(self) -> None:
        """Tell Kafka how far we are, which serves lag tools only."""
        consumer = self.consumer()
        if consumer and self._bookmarks.next:
            reached("reader.telling")
            async with asyncio.timeout(1.0):
                await consumer.commit({self._at(place): at for place, at in self._bookmarks.next.items()})
            reached("reader.told")

    def _let(self, partitions: Collection[TopicPartition], *, flow: bool) -> None:
        """Let records of these partitions flow, or not, as far as they are still ours."""
        if consumer := self.consumer():
            for at in partitions:
                with suppress(IllegalStateError):
                    consumer.resume(at) if flow else consumer.pause(at)

    async def _begin(self, assigned: Collection[TopicPartition]) -> None:
        cluster = await self._kafka_log.cluster_id()
        stored = await self._reader.positions(cluster)
        ends = await self._kafka_log.ends(self._reader.subscription.topics)
        places = [Place(self._kafka_log.kafka.topic(at.topic), at.partition) for at in assigned]
        begins = {place: await self._checked(place, stored.get(place, 0), ends[place]) for place in places}
        await self._reader.begin(cluster, {place: at for place, at in begins.items() if stored.get(place) != at})
        self.seek(begins)
        self._bookmarks.begin(cluster, begins)

    async def _checked(self, place: Place, position: int, end: int) -> int:
        """The position, unless Kafka is shorter, or has before it what we never read: then the beginning."""
        if not 0 < position <= end:
            return 0
        before = None
        with suppress(*UNREADABLE):
            before = await self._kafka_log.record_at(place, position - 1)
        if before is None or await self._reader.has_read(from_kafka(before, self._kafka_log.kafka)):
            return position
        log.warning("reader.other_log", reader=self._reader.name, topic=place.topic, partition=place.partition)
        return 0

    def _at(self, place: Place) -> TopicPartition:
        return TopicPartition(self._kafka_log.kafka.name(place.topic), place.partition)
