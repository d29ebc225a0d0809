"""The outbox as the relay sees it: one statement a page, always from the lowest unpublished id."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from shared.messaging.codec import told_headers
from shared.messaging.kafka_log import Place

PAGE = 1000
"""Rows a page."""

Connection = asyncpg.Connection


@dataclass(slots=True)
class Row:
    """A fact that hasn't gone out, as a record will have it. `stream` is its topic and key: the story it belongs to."""

    id: int
    event_id: UUID
    type: str
    stream: tuple[str, str]
    place: Place
    key: bytes
    data: bytes | None
    headers: list[tuple[str, bytes]]


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
    return _rows(rows, partitions)


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
    at = (row.id, *row.stream, error, now)
    await connection.execute("INSERT INTO refused_rows VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING", *at)


async def refused(connection: Connection) -> int:
    """How many rows Kafka refused; one that a newer state replaced doesn't count, and holds nothing."""
    return await connection.fetchval(_REFUSED)


async def oldest(connection: Connection) -> datetime | None:
    """When the oldest fact that hasn't gone out was recorded."""
    query = "SELECT recorded_at FROM outbox WHERE published_at IS NULL AND NOT superseded ORDER BY id LIMIT 1"
    return await connection.fetchval(query)


def _rows(rows: Sequence[asyncpg.Record], partitions: Mapping[str, int]) -> list[Row]:
    """The partition is the one that Kafka's own hash puts the key on."""
    places = {topic: [Place(topic, partition) for partition in range(count)] for topic, count in partitions.items()}
    made: list[Row] = []
    for id_, event_id, topic, key, key_hash, sequence, type_, version, data, context, time in rows:
        place = places[topic][int(key_hash) % partitions[topic]]
        name = key.encode()
        texts = told_headers(event_id, topic, type_, version, name, sequence, time, json.loads(context))
        made.append(
            Row(id_, event_id, type_, (topic, key), place, name, None if data is None else data.encode(), texts)
        )
    return made


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
