"""Our database went back: which facts of ours does Kafka hold that it doesn't know? (bus.md, "Heads")"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from shared.messaging import codec
from shared.messaging.kafka_log import KafkaLog, Place
from shared.messaging.operations.desk import Desk
from shared.messaging.operations.kafka_view import viewing
from shared.messaging.operations.lost import KeepLost
from shared.messaging.operations.paging import values, word
from shared.messaging.records import Record, from_kafka
from shared.messaging.tables import heads
from shared.messaging.workshop import Workshop

AT_ONCE = 20_000
"""Records looked at before the operator is told how far it is."""

Span = tuple[Place, int, int]
"""A partition, and what lies between our head there and its end."""


@dataclass(frozen=True, slots=True)
class Search:
    """Reads on from our heads: what the database doesn't know stands behind them."""

    desk: Desk
    workshop: Workshop[Any]

    async def look(self, after: str | None) -> KeepLost:
        """Look on from where the search before ended; raises `NotAPage` and `KafkaIsAway`."""
        begin = (str(at[0]), int(at[1]), int(at[2])) if after and (at := values(after, 3)) else ("", 0, 0)
        async with viewing(self.desk.kafka, self.desk.service) as log:
            spans = await self._spans(log)
            ahead = [span for span in spans if (span[0].topic, span[0].partition, span[2]) > begin]
            if not ahead:
                return KeepLost([], 0, 0, None)
            place, head, end = ahead[0]
            start = max(head, begin[2]) if (place.topic, place.partition) == begin[:2] else head
            until = min(end, start + AT_ONCE)
            found = await self._ours(log, place, start, until)
        all_of_them = sum(end - head for _, head, end in spans)
        looked_at = all_of_them - sum(end - head for _, head, end in ahead) + until - head
        more = None if until == end and len(ahead) == 1 else word((place.topic, place.partition, until))
        return KeepLost(found, looked_at, all_of_them, more)

    async def _spans(self, log: KafkaLog) -> list[Span]:
        known = await self._heads(await log.cluster_id())
        ends = await log.ends(self.desk.publishes)
        return [(place, known.get(place, 0), end) for place, end in sorted(ends.items()) if end > known.get(place, 0)]

    async def _heads(self, cluster: str) -> Mapping[Place, int]:
        async with self.workshop.look() as connection:
            rows = await connection.execute(select(heads).where(heads.c.cluster_id == cluster))
            return {Place(row.topic, row.partition): row.next_offset for row in rows}

    async def _ours(self, log: KafkaLog, place: Place, start: int, until: int) -> Sequence[Record]:
        found: list[Record] = []
        async for page in log.records(place, start, until):
            records = (from_kafka(each, log.kafka) for each in page if each.key is not None)
            found += [each for each in records if self._is_ours(each)]
        return found

    def _is_ours(self, record: Record) -> bool:
        """As the relay sees it: sent in our name, with a key, an id and a number."""
        told = record.texts.get("ce_source") == codec.source(self.desk.service)
        return told and record.event_id is not None and "ce_sequence" in record.texts and not record.is_tick
