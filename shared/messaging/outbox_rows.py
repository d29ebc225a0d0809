"""The outbox as the relay sees it: one statement a page, always from the lowest unpublished id."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from shared.messaging.codec import headers
from shared.messaging.envelope import Cause, Envelope
from shared.messaging.kafka_log import Place

PAGE = 1000
"""Rows a page."""

Connection = asyncpg.Connection


@dataclass(frozen=True, slots=True)
class Row:
    """A fact that hasn't gone out."""

    id: int
    envelope: Envelope
    key_hash: int
    data: bytes | None

    @property
    def stream(self) -> tuple[str, str]:
        """Topic and key: the story that it belongs to."""
        return self.envelope.topic, self.envelope.key

    def place(self, partitions: Mapping[str, int]) -> Place:
        """The partition that Kafka's own hash puts the key on."""
        return Place(self.envelope.topic, self.key_hash % partitions[self.envelope.topic])

    def headers(self) -> list[tuple[str, bytes]]:
        """The record's CloudEvents headers."""
        return headers(self.envelope)


@dataclass(frozen=True, slots=True)
class Landed:
    """Where Kafka put a row."""

    id: int
    place: Place
    offset: int


async def page(
    connection: Connection, in_flight: Collection[int], avoid: Collection[Place], partitions: Mapping[str, int]
) -> list[Row]:
    """The next rows to go out, oldest first: none in flight, none of a partition to avoid, none of a held key.

    Rows of a topic without `partitions`, one that the service no longer has, stay where they are.
    """
    rows = await connection.fetch(
        _PAGE,
        list(partitions),
        list(in_flight),
        [place.topic for place in avoid],
        [place.partition for place in avoid],
        [partitions[place.topic] for place in avoid],
        PAGE,
    )
    return [_row(row) for row in rows]


async def mark(connection: Connection, landed: Sequence[Landed], cluster: str, now: datetime) -> None:
    """Note where rows landed, and how far Kafka is known to hold what we sent: one statement, one commit."""
    ends: dict[Place, int] = {}
    for each in landed:
        ends[each.place] = max(ends.get(each.place, 0), each.offset + 1)
    await connection.execute(
        _MARK,
        [each.id for each in landed],
        [each.place.partition for each in landed],
        [each.offset for each in landed],
        now,
        cluster,
        [place.topic for place in ends],
        [place.partition for place in ends],
        list(ends.values()),
    )


async def hold(connection: Connection, row: Row, error: str, now: datetime) -> None:
    """Park a row that Kafka refuses for what it is; its key waits behind it."""
    at = (row.id, row.envelope.topic, row.envelope.key, error, now)
    await connection.execute("INSERT INTO refused_rows VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING", *at)


async def refused(connection: Connection) -> int:
    """How many rows Kafka refused; one that a newer state replaced doesn't count, and holds nothing."""
    return await connection.fetchval(_REFUSED)


async def oldest(connection: Connection) -> datetime | None:
    """When the oldest fact that hasn't gone out was recorded."""
    query = "SELECT recorded_at FROM outbox WHERE published_at IS NULL AND NOT superseded ORDER BY id LIMIT 1"
    return await connection.fetchval(query)


def _row(row: asyncpg.Record) -> Row:
    envelope = Envelope(
        event_id=UUID(bytes=row["event_id"].bytes),
        type=row["type"],
        version=row["version"],
        topic=row["topic"],
        key=row["key"],
        sequence=row["sequence"],
        time=row["recorded_at"],
        cause=Cause.from_context(json.loads(row["context"])),
    )
    return Row(row["id"], envelope, row["key_hash"], None if row["data"] is None else row["data"].encode())


_PAGE = """
WITH held AS MATERIALIZED (
    SELECT topic, key, outbox_id FROM refused_rows r
     WHERE NOT (SELECT superseded FROM outbox WHERE id = r.outbox_id)
)
SELECT id, event_id, topic, key, key_hash, sequence, type, version, data, context, recorded_at
  FROM outbox o
 WHERE published_at IS NULL AND NOT superseded
   AND topic = ANY ($1::text[])
   AND id <> ALL ($2::bigint[])
   AND NOT EXISTS (SELECT FROM unnest($3::text[], $4::int[], $5::int[]) AS avoid (topic, partition, partitions)
                    WHERE avoid.topic = o.topic AND o.key_hash % avoid.partitions = avoid.partition)
   AND NOT EXISTS (SELECT FROM held WHERE held.topic = o.topic AND held.key = o.key AND held.outbox_id <= o.id)
 ORDER BY id
 LIMIT $6
"""

_REFUSED = "SELECT count(*) FROM refused_rows r JOIN outbox held ON held.id = r.outbox_id AND NOT held.superseded"

_MARK = """
WITH marked AS (
    UPDATE outbox o SET kafka_partition = m.partition, kafka_offset = m.place, published_at = $4
      FROM unnest($1::bigint[], $2::int[], $3::bigint[]) AS m (id, partition, place)
     WHERE o.id = m.id
)
INSERT INTO heads AS h (cluster_id, topic, partition, next_offset)
SELECT $5, topic, partition, next_offset
  FROM unnest($6::text[], $7::int[], $8::bigint[]) AS ends (topic, partition, next_offset)
    ON CONFLICT (cluster_id, topic, partition) DO UPDATE SET next_offset = greatest(h.next_offset, excluded.next_offset)
"""
