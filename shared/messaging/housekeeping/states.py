"""Does a state topic say what its owner does? Compared key by key, once a day (bus.md, "State topics").

Kafka may have lost a record from the middle of a log, or somebody else may have written there; the heads, which look
at a log's length and its end, wouldn't notice. The owner's state is its newest outbox row of a key.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row, text

from shared.contracts.topics import Topic
from shared.messaging.envelope import Cause
from shared.messaging.kafka_log import Kafka, KafkaLog, Place, looking_at
from shared.messaging.kafka_log import Record as KafkaRecord
from shared.messaging.outbox_rows import UNMARK
from shared.messaging.records import from_kafka
from shared.messaging.workshop import Workshop
from shared.observability.metrics import Metrics

AT_ONCE = 1000
"""Keys asked for in one statement."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Said:
    """What a topic last says of a key: which fact it was, and its data; None erases."""

    event_id: UUID | None
    value: bytes | None


@dataclass(slots=True)
class Differences:
    """Rows of the outbox that aren't what the topic says last of their keys, and keys of which the owner never told."""

    unlike: list[int] = field(default_factory=list[int])
    foreign: int = 0


@dataclass(frozen=True, slots=True)
class StateTopics:
    """Compares an owner's state topics with its outbox, beside the relay and without it."""

    kafka: Kafka
    topics: Sequence[Topic]
    service: str
    workshop: Workshop[Any]
    metrics: Metrics

    async def compare(self) -> None:
        """Compare all of them; what differs goes out again. Raises what Kafka or the database fails with."""
        async with looking_at(self.kafka, f"{self.service} states") as kafka_log:
            ends = await kafka_log.ends(self.topics)
            for topic in self.topics:
                differences = Differences()
                for place in sorted(each for each in ends if each.topic == topic.name):
                    await self._partition(kafka_log, place, ends[place], differences)
                await self._heal(topic, differences)

    async def _partition(self, kafka_log: KafkaLog, place: Place, end: int, differences: Differences) -> None:
        """The topic is read first: whatever is told meanwhile lies behind `end`, and its key is left for next time."""
        said = await _read(kafka_log, place, end)
        after = ""
        while rows := await self._newest(place, after):
            differences.unlike += [row.id for row in rows if _differs(row, said.pop(row.key, None), end)]
            after = rows[-1].key
        differences.foreign += len(said)

    async def _newest(self, place: Place, after: str) -> Sequence[Row[Any]]:
        """The newest row of the next keys."""
        async with self.workshop.open(self._cause) as work:
            arguments = {"topic": place.topic, "after": after, "at_once": AT_ONCE}
            return (await work.connection.execute(_NEWEST, arguments)).all()

    async def _heal(self, topic: Topic, differences: Differences) -> None:
        """Un-mark, count and say; a row that was sent again or replaced meanwhile stays as it is."""
        if differences.unlike:
            async with self.workshop.open(self._cause) as work:
                await work.connection.execute(_UNMARK, {"ids": differences.unlike})
                work.wake("relay")
        self.metrics.state_differences.labels(topic=topic.name, kind="unlike").set(len(differences.unlike))
        self.metrics.state_differences.labels(topic=topic.name, kind="foreign").set(differences.foreign)
        if differences.unlike or differences.foreign:
            counts = {"unlike": len(differences.unlike), "foreign": differences.foreign}
            log.error("states.differ", topic=topic.name, **counts)

    @property
    def _cause(self) -> Cause:
        return Cause(f"service:{self.service}")


async def _read(kafka_log: KafkaLog, place: Place, end: int) -> dict[str, Said]:
    """What a partition last says of each of its keys."""
    said: dict[str, Said] = {}
    async for page in kafka_log.records(place, 0, end):
        said.update(_said(page, kafka_log.kafka))
    return said


def _said(page: Iterable[KafkaRecord], kafka: Kafka) -> Iterator[tuple[str, Said]]:
    """Key by key; ticks say nothing. What readers reject counts here: compaction keeps it in place of ours."""
    for each in page:
        record = from_kafka(each, kafka)
        if each.key is not None and not record.is_tick:
            yield each.key.decode(errors="replace"), Said(record.event_id, record.value)


def _differs(row: Row[Any], said: Said | None, end: int) -> bool:
    """Should the topic say what this row does, and doesn't it? Compaction takes a tombstone away in the end."""
    if row.published_at is None or row.kafka_offset >= end:
        return False
    if said is None:
        return row.data is not None
    return (said.event_id, said.value) != (row.event_id, None if row.data is None else row.data.encode())


_NEWEST = text("""
SELECT o.id, s.key, o.event_id, o.data, o.published_at, o.kafka_offset
  FROM (SELECT key, last_sequence FROM streams
         WHERE topic = :topic AND key > :after ORDER BY key LIMIT :at_once) AS s
  LEFT JOIN outbox o ON o.topic = :topic AND o.key = s.key AND o.sequence = s.last_sequence
 ORDER BY s.key
""")

_THESE = "id = ANY (CAST(:ids AS bigint[])) AND published_at IS NOT NULL AND NOT superseded"

_UNMARK = text(f"{UNMARK} WHERE {_THESE}")
