"""Records as they are on Kafka, made and read by hand."""

import struct
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiokafka import AIOKafkaProducer, ConsumerRecord
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.record.util import calc_crc32c

from shared.contracts.fact import fact_type, key_of
from shared.contracts.topics import Topic
from shared.messaging import codec
from shared.messaging.envelope import Cause, Envelope
from shared.messaging.kafka_log import Kafka, Place, looking_at
from shared.messaging.records import Record, from_kafka
from tests.messaging.sample import COUNTS, TOPICS, BeanAdded
from tests.messaging.waiting import eventually

Header = tuple[str, bytes | None]


@dataclass(frozen=True)
class Sent:
    """A record before it is sent."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: tuple[Header, ...]

    def without(self, name: str) -> "Sent":
        """The same, lacking a header."""
        return replace(self, headers=tuple(each for each in self.headers if each[0] != name))

    def having(self, name: str, value: bytes | None) -> "Sent":
        """The same with another value of a header."""
        return replace(self, headers=(*self.without(name).headers, (name, value)))


def written(told: Any, sequence: int, *, at: datetime | None = None, event_id: UUID | None = None) -> Sent:
    """A fact as a relay would send it."""
    kind = fact_type(told)
    envelope = Envelope(
        event_id or uuid4(),
        kind.name,
        kind.told,
        kind.topic.name,
        key_of(told),
        sequence,
        at or datetime.now(UTC),
        Cause("tester"),
    )
    data = codec.encode(told)
    return Sent(kind.topic.name, key_of(told).encode(), data.encode() if data else None, tuple(codec.headers(envelope)))


def bean(jar: str, sequence: int, number: int | None = None) -> Sent:
    """A bean's record; its number in the jar's story, unless another is given, is what the bean is called."""
    return written(BeanAdded(jar, sequence if number is None else number), sequence)


def got(*sent: Sent, partition: int = 0, start: int = 0) -> list[Record]:
    """Records as a reader of one partition would get them, without Kafka."""
    return [_got(each, partition, start + place) for place, each in enumerate(sent)]


def _got(sent: Sent, partition: int, offset: int) -> Record:
    size = len(sent.value or b"")
    headers: Any = sent.headers  # a header may lack its value, which aiokafka's types don't know
    record = ConsumerRecord[bytes | None, bytes | None](
        sent.topic, partition, offset, 0, 0, sent.key, sent.value, None, len(sent.key or b""), size, headers
    )
    return from_kafka(record, Kafka("nowhere"))


@asynccontextmanager
async def sending(kafka: Kafka) -> AsyncGenerator[AIOKafkaProducer]:
    """A foreign producer."""
    async with AIOKafkaProducer(bootstrap_servers=kafka.bootstrap, max_request_size=2_000_000) as producer:
        yield producer


async def send(kafka: Kafka, *records: Sent, partition: int | None = 0) -> list[int]:
    """Send by hand, one after the other; their offsets."""
    async with sending(kafka) as producer:
        landed = [
            await producer.send_and_wait(
                kafka.name(each.topic), each.value, key=each.key, headers=list(each.headers), partition=partition
            )
            for each in records
        ]
    return [each.offset for each in landed]


async def make_topics(kafka: Kafka, *topics: Topic, settings: dict[str, str] | None = None) -> None:
    """Make topics as nobody in particular would."""
    async with administering(kafka) as admin:
        await admin.create_topics(
            [
                NewTopic(kafka.name(topic.name), topic.partitions, 1, topic_configs=settings or {})
                for topic in topics or TOPICS
            ]
        )


@contextmanager
def header_names_spoilt() -> Generator[None]:
    """In this block a header named XXXX goes out with a name that isn't UTF-8, as other clients can send it."""
    build = BatchBuilder._build

    def spoilt(self: BatchBuilder) -> bytearray:
        batch = bytearray(build(self))
        if (place := batch.find(b"XXXX")) >= 0:
            batch[place : place + 4] = b"\xff\xfe\xfd\xfc"
            struct.pack_into(">I", batch, 17, calc_crc32c(bytes(batch[21:])))
        return batch

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BatchBuilder, "_build", spoilt)
        yield


@asynccontextmanager
async def administering(kafka: Kafka) -> AsyncGenerator[AIOKafkaAdminClient]:
    """Kafka's administration."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    await admin.start()
    try:
        yield admin
    finally:
        await admin.close()


async def delete_topic(kafka: Kafka, topic: Topic) -> None:
    """Delete a topic, and wait until it is gone."""
    async with administering(kafka) as admin:
        await admin.delete_topics([kafka.name(topic.name)])
        await eventually(lambda: _is_gone(admin, kafka.name(topic.name)))


async def _is_gone(admin: AIOKafkaAdminClient, name: str) -> bool:
    return name not in await admin.list_topics()


async def on_kafka(kafka: Kafka, topic: Topic = COUNTS) -> list[Any]:
    """All records of a topic, partition by partition."""
    found: list[Any] = []
    async with looking_at(kafka, "test") as log:
        for place, end in (await log.ends([topic])).items():
            async for page in log.records(place, 0, end):
                found += page
    return found


async def stories(kafka: Kafka, topic: Topic = COUNTS) -> dict[str, list[int]]:
    """The numbers of each key, in the order in which they stand on Kafka; ticks are left out."""
    told: dict[str, list[int]] = {}
    for record in await on_kafka(kafka, topic):
        if number := dict(record.headers).get("ce_sequence"):
            told.setdefault(record.key.decode(), []).append(int(number))
    return told


async def ends(kafka: Kafka, topics: Sequence[Topic] = (COUNTS,)) -> dict[Place, int]:
    """The end of each partition."""
    async with looking_at(kafka, "test") as log:
        return dict(await log.ends(topics))
