"""The outbox as the relay sees it: one statement a page, always from the lowest unpublished id."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
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
    key: bytes
    data: bytes | None
    headers: list[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Landed:
    """Where Kafka put rows: one after the other from that offset on."""

    ids: Sequence[int]
    place: Place
    offset: int

    @property
    def end(self) -> int:
        """The offset after the last."""
        return self.offset + len(self.ids)


async def page(
    connection: Connection, in_flight: Collection[int], avoid: Collection[Place], partitions: Mapping[str, int]
) -> list[asyncpg.Record]:
    """The next rows to go out, oldest first: none in flight, none of a partition to avoid, none of a held key.

    Rows of a topic without `partitions`, one that the service no longer has, stay where they are.
    """
    return await connection.fetch(
        _PAGE,
        list(partitions),
        list(in_flight),
        [place.topic for place in avoid],
        [place.partition for place in avoid],
        [partitions[place.topic] for place in avoid],
        PAGE,
    )


def by_place(rows: Iterable[asyncpg.Record], partitions: Mapping[str, int]) -> dict[Place, list[asyncpg.Record]]:
    """Rows by the partition that Kafka's own hash puts their key on, in order."""
    found: dict[tuple[str, int], list[asyncpg.Record]] = {}
    for row in rows:
        topic: str = row["topic"]
        found.setdefault((topic, row["key_hash"] % partitions[topic]), []).append(row)
    return {Place(*place): each for place, each in found.items()}


def row(found: asyncpg.Record) -> Row:
    """A row as a record will have it."""
    id_, event_id, topic, key, _, sequence, type_, version, data, context, time = found
    name: bytes = key.encode()
    texts = told_headers(event_id, topic, type_, version, name, sequence, time, json.loads(context))
    return Row(id_, event_id, type_, (topic, key), name, None if data is None else data.encode(), texts)


async def mark(connection: Connection, landed: Sequence[Landed], cluster: str, now: datetime) -> None:
    """Note where rows landed, and how far Kafka is known to hold what we sent: one statement, one commit."""
    ends: dict[Place, int] = {}
    for each in landed:
        ends[each.place] = max(ends.get(each.place, 0), each.end)
    heads = [place.topic for place in ends], [place.partition for place in ends], list(ends.values())
    await connection.execute(_MARK, *_places(landed), now, cluster, *heads)


async def mark_found(connection: Connection, landed: Sequence[Landed], now: datetime) -> None:
    """Note where rows were found; how far Kafka is known to hold what we sent is another question."""
    await connection.execute(_MARK_ROWS, *_places(landed), now)


def _places(landed: Sequence[Landed]) -> tuple[list[int], list[int], list[int]]:
    """Each row's id, partition and offset."""
    return (
        [id_ for each in landed for id_ in each.ids],
        [each.place.partition for each in landed for _ in each.ids],
        [offset for each in landed for offset in range(each.offset, each.end)],
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

UNMARK = "UPDATE outbox SET published_at = NULL, kafka_partition = NULL, kafka_offset = NULL"
"""Whatever this is done to goes out again, under its own number and id."""

_MARK_ROWS = """
    UPDATE outbox o SET kafka_partition = m.partition, kafka_offset = m.place, published_at = $4
      FROM unnest($1::bigint[], $2::int[], $3::bigint[]) AS m (id, partition, place)
     WHERE o.id = m.id
"""

_MARK = f"""
WITH marked AS ({_MARK_ROWS})
INSERT INTO heads AS h (cluster_id, topic, partition, next_offset)
SELECT $5, topic, partition, next_offset
  FROM unnest($6::text[], $7::int[], $8::bigint[]) AS ends (topic, partition, next_offset)
    ON CONFLICT (cluster_id, topic, partition) DO UPDATE SET next_offset = greatest(h.next_offset, excluded.next_offset)
"""
