"""What the relay has under way: batches built by hand, at most one for each partition (ADR 0010)."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError
from aiokafka.structs import RecordMetadata

from shared.messaging.kafka_log import Kafka, Place
from shared.messaging.outbox_rows import Landed, Row

PATIENCE = 1.0
"""Seconds that a page waits for its acknowledgements before the next page goes round what is slow."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows for one partition, in order."""

    place: Place
    rows: Sequence[Row]


@dataclass(slots=True)
class Settled:
    """What became of batches: where they landed, or why they didn't."""

    landed: list[Landed] = field(default_factory=list[Landed])
    failed: list[tuple[Batch, Exception]] = field(default_factory=list[tuple[Batch, Exception]])


@dataclass
class UnderWay:
    """Batches that Kafka hasn't answered. `slow`: partitions that let us wait, which others needn't wait for."""

    producer: AIOKafkaProducer
    kafka: Kafka
    slow: set[Place] = field(default_factory=set[Place])
    _sent: dict[asyncio.Future[RecordMetadata], Batch] = field(
        default_factory=dict[asyncio.Future[RecordMetadata], Batch]
    )

    def __bool__(self) -> bool:
        """Is there any?"""
        return bool(self._sent)

    @property
    def places(self) -> set[Place]:
        """The partitions that may get nothing yet: what comes later must not overtake."""
        return {batch.place for batch in self._sent.values()}

    @property
    def ids(self) -> list[int]:
        """The rows under way, but for those of slow partitions, which aren't read at all."""
        return [row.id for batch in self._sent.values() if batch.place not in self.slow for row in batch.rows]

    async def send(self, place: Place, rows: Iterable[Row]) -> None:
        """Send as many of these as one batch takes; the rest stays unpublished, and is read again."""
        built = self.producer.create_batch()
        taken: list[Row] = []
        for row in rows:
            if built.append(timestamp=None, key=row.key, value=row.data, headers=row.headers) is None:
                break
            taken.append(row)
        if taken:  # an empty batch would be acknowledged without an offset
            name = self.kafka.name(place.topic)
            sending = await self.producer.send_batch(built, name, partition=place.partition)
            sending.add_done_callback(failure)
            self._sent[sending] = Batch(place, taken)

    async def settled(self) -> Settled:
        """Wait a while for Kafka's answers; what is slow already is waited for only when there is nothing else."""
        if self._sent:
            recent = [sending for sending, batch in self._sent.items() if batch.place not in self.slow]
            await asyncio.wait(recent or self._sent, timeout=PATIENCE)
        done = [sending for sending in self._sent if sending.done()]
        settled = Settled()
        for sending in done:
            self._judge(self._sent.pop(sending), sending, settled)
        self.slow = self.places
        return settled

    @staticmethod
    def _judge(batch: Batch, sending: asyncio.Future[RecordMetadata], settled: Settled) -> None:
        if error := failure(sending):
            settled.failed.append((batch, error))
        else:
            settled.landed.append(Landed([row.id for row in batch.rows], batch.place, sending.result().offset))


def failure(sending: asyncio.Future[RecordMetadata]) -> Exception | None:
    """Why something wasn't acknowledged; None when it was. Who has looked isn't told by asyncio that nobody did."""
    if sending.cancelled():
        return KafkaConnectionError("the producer was ended")
    error = sending.exception()
    if error is None and sending.result().offset < 0:
        return KafkaConnectionError("acknowledged without an offset")
    return error if error is None or isinstance(error, Exception) else KafkaConnectionError(type(error).__name__)
