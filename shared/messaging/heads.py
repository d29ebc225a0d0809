"""Does Kafka still hold what we sent, and do we still hold what Kafka does? (bus.md, "Heads")"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import asyncpg
import structlog

from shared.contracts.topics import Topic
from shared.messaging.codec import header_texts, source
from shared.messaging.kafka_log import KafkaLog, Place, Record
from shared.messaging.outbox_rows import UNMARK, Connection, Landed, mark_found
from shared.observability.metrics import Metrics
from shared.words import many

log = structlog.get_logger()

UNMARKED_AT_ONCE = 20_000
"""Rows un-marked in one statement: a whole outbox in one would run into the relay's statement time-out."""


class DatabaseWentBack(Exception):
    """Kafka holds facts of ours that our database doesn't know: it was restored to an earlier time.

    Publishing stops, or two facts would bear one number; an operator decides about each.
    """


@dataclass(frozen=True, slots=True)
class Heads:
    """Compares one owner's outbox with one Kafka cluster.

    `ends` is, after a comparison, how far Kafka is known to hold what we sent, for each partition.
    """

    connection: Connection
    kafka: KafkaLog
    topics: Sequence[Topic]
    service: str
    metrics: Metrics
    ends: dict[Place, int] = field(default_factory=dict[Place, int])

    async def compare(self, now: datetime) -> Mapping[Place, int]:
        """Heal what can be healed: un-mark what Kafka lost, mark what it holds. Raises `DatabaseWentBack`.

        Answers the partitions that are shorter than they were, with what they lack: it must be filled up before
        anything is sent there, for a reader that stands behind the hole would never see what falls into it.
        """
        cluster = await self.kafka.cluster_id()
        heads = await self._known(cluster)
        if not heads:
            await self._unmark_all()
        ends = await self.kafka.ends(self.topics)
        for place, end in ends.items():
            await self._compare(cluster, place, heads.get(place, 0), end, now)
        await self._forget(cluster, [place for place in heads if _is_gone(place, ends)])
        self.ends.clear()
        self.ends.update({place: max(end, heads.get(place, 0)) for place, end in ends.items()})
        return {place: heads[place] - end for place, end in ends.items() if end < heads.get(place, 0)}

    async def lost_from(self, place: Place, offset: int) -> None:
        """Kafka lost its tail from `offset` on: what was marked there goes out again."""
        facts = 0
        while rows := await self.connection.fetch(_UNMARK_FROM, UNMARKED_AT_ONCE, *_of(place), offset):
            facts += len(rows)
            self._count(rows)
        self._say(facts, f"{place.topic}/{place.partition} lost {offset} and on")

    async def reached(self, cluster: str, place: Place, end: int) -> None:
        """Kafka is known to hold what we sent up to there."""
        self.ends[place] = max(end, self.ends.get(place, 0))
        await self.connection.execute(_RAISE_HEAD, cluster, *_of(place), end)

    async def _compare(self, cluster: str, place: Place, head: int, end: int, now: datetime) -> None:
        held = await self._held_below(place, min(head, end))
        if held < head:
            await self.lost_from(place, held)
        if end > head:
            await self._read_on(place, head, end, now)
        if end >= head:
            await self.connection.execute(_RAISE_HEAD, cluster, *_of(place), end)

    async def _held_below(self, place: Place, end: int) -> int:
        """The offset below which Kafka holds what we marked: `end`, unless it lost its tail and has grown since.

        Looks at the last marked row, and where Kafka has something else in its place, ever further back.
        """
        below, step = end, 1
        while row := await self.connection.fetchrow(_LAST_MARKED, *_of(place), below):
            record = await self.kafka.record_at(place, row["kafka_offset"])
            ours = _Ours.read(record) if record else None
            if ours and ours.event_id == row["event_id"]:
                return end if below == end else row["kafka_offset"] + 1
            below, step = max(0, row["kafka_offset"] + 1 - step), step * 2
        return end if below == end else 0

    async def _known(self, cluster: str) -> Mapping[Place, int]:
        rows = await self.connection.fetch("SELECT * FROM heads WHERE cluster_id = $1", cluster)
        return {Place(row["topic"], row["partition"]): row["next_offset"] for row in rows}

    async def _forget(self, cluster: str, gone: Sequence[Place]) -> None:
        """A topic was made anew with fewer partitions: what was on the others goes out again."""
        for place in gone:
            await self.lost_from(place, 0)
            await self.connection.execute(_FORGET_HEAD, cluster, *_of(place))

    async def _unmark_all(self) -> None:
        """Another cluster, or none of ours yet: everything goes out (again); interrupted, it begins anew next time."""
        facts = last = 0
        while rows := await self.connection.fetch(_UNMARK_ALL, UNMARKED_AT_ONCE, last):
            facts, last = facts + len(rows), max(row["id"] for row in rows)
            self._count(rows)
        self._say(facts, "another cluster")

    def _count(self, unmarked: Sequence[asyncpg.Record]) -> None:
        for row in unmarked:
            self.metrics.unmarked.labels(topic=row["topic"]).inc()

    @staticmethod
    def _say(facts: int, because: str) -> None:
        if facts:
            log.warning("outbox.unmarked", facts=facts, because=because)

    async def _read_on(self, place: Place, head: int, end: int, now: datetime) -> None:
        """Records past our head: acknowledged, but we died before the mark; or a foreign hand; or we went back.

        What we know is marked in any case, for whoever recovers has to tell what readers have; the head stays where it
        is until nothing unknown stands behind it. Raises `DatabaseWentBack`.
        """
        unknown = 0
        async for records in self.kafka.records(place, head, end):
            read = [_Ours.read(record) for record in records]
            ours = [each for each in read if each and each.source == source(self.service)]
            rows = await self.connection.fetch(_KNOWN, [each.event_id for each in ours])
            known = {row["event_id"]: row for row in rows}
            unknown += await self._unsettled({each.event_id for each in ours} - known.keys())
            landed = [
                Landed([known[each.event_id]["id"]], place, each.offset)
                for each in ours
                if each.event_id in known and each.is_unmarked(known[each.event_id])
            ]
            await mark_found(self.connection, landed, now)
        if unknown:
            raise DatabaseWentBack(
                f"Kafka holds {many(unknown, 'fact')} on {place.topic} that the database doesn't know of: it was "
                "restored to an earlier time. Nothing is published until this is decided: "
                f"`alliance ops {self.service} recover`."
            )

    async def _unsettled(self, unknown: Collection[UUID]) -> int:
        """How many of these ids are lost facts; those that were settled when we went back before are no news.

        A number above our count is a sign of it too, but the count may have grown again since: the id can't lie.
        """
        settled = await self.connection.fetch(_SETTLED, list(unknown)) if unknown else ()
        return len(unknown) - len(settled)


@dataclass(frozen=True, slots=True)
class _Ours:
    """What matters of a record: whose it is, which fact, under which number."""

    source: str
    event_id: UUID
    sequence: str
    offset: int

    @classmethod
    def read(cls, record: Record) -> "_Ours | None":
        """None for a tick and for whatever was never sent by one of our relays."""
        headers = header_texts(record.headers)
        if record.key is None or "ce_sequence" not in headers:
            return None
        try:
            event_id = UUID(headers.get("ce_id", ""))
        except ValueError:
            return None
        return cls(headers.get("ce_source", ""), event_id, headers["ce_sequence"], record.offset)

    def is_unmarked(self, row: asyncpg.Record) -> bool:
        """Did that row land here unmarked? Not when it has got another number since: under that it must go out."""
        return not row["published"] and str(row["sequence"]) == self.sequence


def _of(place: Place) -> tuple[str, int]:
    return place.topic, place.partition


def _is_gone(place: Place, ends: Mapping[Place, int]) -> bool:
    """Does its topic have other partitions, but not this one?"""
    return place not in ends and any(place.topic == each.topic for each in ends)


_RAISE_HEAD = """
INSERT INTO heads AS h VALUES ($1, $2, $3, $4)
    ON CONFLICT (cluster_id, topic, partition) DO UPDATE SET next_offset = greatest(h.next_offset, excluded.next_offset)
"""

_FORGET_HEAD = "DELETE FROM heads WHERE cluster_id = $1 AND topic = $2 AND partition = $3"

_UNMARK = UNMARK + " WHERE id IN (SELECT id FROM outbox WHERE {} LIMIT $1) RETURNING id, topic"

_UNMARK_ALL = _UNMARK.format("published_at IS NOT NULL AND NOT superseded AND id > $2 ORDER BY id")

_UNMARK_FROM = _UNMARK.format("topic = $2 AND kafka_partition = $3 AND kafka_offset >= $4 AND NOT superseded")

_LAST_MARKED = """
SELECT kafka_offset, event_id FROM outbox
 WHERE topic = $1 AND kafka_partition = $2 AND kafka_offset < $3 AND NOT superseded
 ORDER BY kafka_offset DESC
 LIMIT 1
"""

_KNOWN = """
SELECT id, event_id, sequence, published_at IS NOT NULL AS published FROM outbox WHERE event_id = ANY ($1::uuid[])
"""

_SETTLED = """
SELECT event_id FROM lost_facts WHERE event_id = ANY ($1::uuid[]) AND settled_at IS NOT NULL
"""
