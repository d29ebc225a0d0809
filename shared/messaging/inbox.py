"""What a reader has applied, and how far it has read: numbers under a lock, positions beside them (bus.md)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.kafka_log import Place

Stream = tuple[str, str]
"""A topic and a key: one story with one count."""


@dataclass(slots=True)
class Standing:
    """How far a reader is with one key.

    `stopped`: the fact after `last` is parked until somebody decides. `decided`: somebody has, about some number of it.
    """

    last: int
    stopped: bool
    has_parked: bool
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A batch's way through one partition of one cluster: from where the reader stood to after the last record."""

    cluster: str
    place: Place
    begin: int
    end: int


class ReadElsewhere(Exception):
    """Another member, or a restored database, stands elsewhere: nothing was applied; begin where the table says."""


async def lock(connection: AsyncConnection, reader: str, streams: Collection[Stream]) -> dict[Stream, Standing]:
    """The standing of each key, locked until the transaction ends: a paused reader that wakes finds its facts applied.

    FOR UPDATE locks nothing where nothing is: the rows of new keys are made, then locked by a statement of their own.
    (Two members that meet in a new key may clash; PostgreSQL ends one, and its batch is repeated.)
    """
    found = await _locked(connection, reader, streams)
    if new := set(streams) - found.keys():
        await connection.execute(_MAKE, {"reader": reader} | _in_order(new))
        found |= await _locked(connection, reader, new)
    return found


async def _locked(connection: AsyncConnection, reader: str, streams: Collection[Stream]) -> dict[Stream, Standing]:
    """Those that have a row."""
    if not streams:
        return {}
    rows = await connection.execute(_LOCK, {"reader": reader} | _in_order(streams))
    return {(topic, key): Standing(*standing) for topic, key, *standing in rows}


def _in_order(streams: Collection[Stream]) -> dict[str, list[str]]:
    """The same order for everybody who locks."""
    ordered = sorted(streams, key=lambda stream: (stream[0].encode(), stream[1].encode()))
    return {"topics": [topic for topic, _ in ordered], "keys": [key for _, key in ordered]}


async def advance(connection: AsyncConnection, reader: str, standings: Mapping[Stream, Standing]) -> None:
    """Note what was applied; what was parked up to there has been overtaken and goes."""
    topics, keys = [topic for topic, _ in standings], [key for _, key in standings]
    lasts = [standing.last for standing in standings.values()]
    arguments = {"reader": reader, "topics": topics, "keys": keys, "lasts": lasts}
    await connection.execute(_ADVANCE, arguments)
    if any(standing.has_parked for standing in standings.values()):
        await connection.execute(_OVERTAKEN, arguments)


async def move(connection: AsyncConnection, reader: str, steps: Collection[Step], now: datetime) -> None:
    """Move the positions of the batch's partitions; raises `ReadElsewhere` unless each stands where it is moved from.

    So a paused reader that wakes up, and one whose database was restored beneath it, notice before they skip anything.
    """
    ordered = sorted(steps, key=lambda step: step.place)
    arguments = {
        "reader": reader,
        "clusters": [step.cluster for step in ordered],
        "topics": [step.place.topic for step in ordered],
        "partitions": [step.place.partition for step in ordered],
        "begins": [step.begin for step in ordered],
        "ends": [step.end for step in ordered],
        "now": now,
    }
    if (await connection.execute(_MOVE, arguments)).rowcount != len(ordered):
        raise ReadElsewhere("the database says that this reader stands elsewhere")


async def begin(
    connection: AsyncConnection, reader: str, cluster: str, begins: Mapping[Place, int], now: datetime
) -> None:
    """Note where partitions are read from now: a new one, or one that Kafka holds less of than was read."""
    places = sorted(begins)
    arguments = {
        "reader": reader,
        "cluster": cluster,
        "topics": [place.topic for place in places],
        "partitions": [place.partition for place in places],
        "begins": [begins[place] for place in places],
        "now": now,
    }
    await connection.execute(_BEGIN, arguments)


async def knows(connection: AsyncConnection, reader: str, stream: Stream, sequence: int) -> bool:
    """Was that number of a key applied, or parked?"""
    arguments = {"reader": reader, "topic": stream[0], "key": stream[1], "sequence": sequence}
    return bool((await connection.execute(_KNOWS, arguments)).scalar_one())


async def positions(connection: AsyncConnection, reader: str, cluster: str) -> dict[Place, int]:
    """Where the reader stands on each partition of that cluster."""
    rows = await connection.execute(_POSITIONS, {"reader": reader, "cluster": cluster})
    return {Place(row.topic, row.partition): row.next_offset for row in rows}


_STREAMS = "unnest(CAST(:topics AS text[]), CAST(:keys AS text[])"

_MAKE = text(f"""
INSERT INTO inbox (reader, topic, key, last)
SELECT :reader, topic, key, 0
  FROM {_STREAMS}) WITH ORDINALITY AS t (topic, key, place)
 ORDER BY place
    ON CONFLICT DO NOTHING
""")

_LOCK = text(f"""
SELECT i.topic, i.key, i.last,
       EXISTS (SELECT FROM parked p
                WHERE p.reader = i.reader AND p.topic = i.topic AND p.key = i.key
                  AND p.sequence = i.last + 1 AND p.reason <> 'waiting') AS stopped,
       EXISTS (SELECT FROM parked p WHERE p.reader = i.reader AND p.topic = i.topic AND p.key = i.key) AS has_parked,
       (i.topic, i.key) IN (SELECT topic, key FROM decisions
                             WHERE reader = split_part(:reader, '@', 1)) AS decided
  FROM inbox i JOIN {_STREAMS}) AS t (topic, key) ON i.topic = t.topic AND i.key = t.key
 WHERE i.reader = :reader
 ORDER BY i.topic, i.key
   FOR UPDATE OF i
""")

_ADVANCE = text(f"""
UPDATE inbox i SET last = t.last
  FROM {_STREAMS}, CAST(:lasts AS bigint[])) AS t (topic, key, last)
 WHERE i.reader = :reader AND i.topic = t.topic AND i.key = t.key AND i.last < t.last
""")

_OVERTAKEN = text(f"""
DELETE FROM parked p
 USING {_STREAMS}, CAST(:lasts AS bigint[])) AS t (topic, key, last)
 WHERE p.reader = :reader AND p.topic = t.topic AND p.key = t.key AND p.sequence <= t.last
""")

_MOVE = text("""
UPDATE positions p SET next_offset = t.until, moved_at = :now
  FROM unnest(CAST(:clusters AS text[]), CAST(:topics AS text[]), CAST(:partitions AS int[]), CAST(:begins AS bigint[]),
              CAST(:ends AS bigint[])) AS t (cluster_id, topic, partition, since, until)
 WHERE p.reader = :reader AND p.cluster_id = t.cluster_id AND p.topic = t.topic AND p.partition = t.partition
   AND p.next_offset = t.since
""")

_BEGIN = text("""
INSERT INTO positions (reader, cluster_id, topic, partition, next_offset, moved_at)
SELECT :reader, :cluster, topic, partition, since, :now
  FROM unnest(CAST(:topics AS text[]), CAST(:partitions AS int[]), CAST(:begins AS bigint[]))
       AS t (topic, partition, since)
    ON CONFLICT (reader, cluster_id, topic, partition)
    DO UPDATE SET next_offset = excluded.next_offset, moved_at = excluded.moved_at
""")

_KNOWS = text("""
SELECT EXISTS (SELECT FROM inbox WHERE reader = :reader AND topic = :topic AND key = :key AND last >= :sequence)
    OR EXISTS (SELECT FROM parked WHERE reader = :reader AND topic = :topic AND key = :key AND sequence = :sequence)
""")

_POSITIONS = text("""
SELECT topic, partition, next_offset FROM positions WHERE reader = :reader AND cluster_id = :cluster
""")
