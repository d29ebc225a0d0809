"""The limit of a fold: `getmany`, `json.loads`, one bulk statement and the position, in one transaction.

Batches as large as ours, the same statement, the same durable commit. There is no group, no inbox, no envelope and no
check of the data: what is delivered twice counts twice. None can be faster and still decode, fold and commit.
"""

import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition

from deploy.bench.bus.ground import Field
from deploy.bench.bus.pace import beside
from deploy.bench.bus.places import FOLD, PLACES
from shared.messaging.reader_role import BATCH, CHECK


@asynccontextmanager
async def fold(at: Field) -> AsyncGenerator[Callable[[], int]]:
    """Counts what is folded and committed."""
    connection = await asyncpg.connect(at.url)
    name = at.kafka.name(PLACES.name)
    places = [TopicPartition(name, partition) for partition in range(PLACES.partitions)]
    async with AIOKafkaConsumer(
        bootstrap_servers=at.kafka.bootstrap, enable_auto_commit=False, auto_offset_reset="earliest"
    ) as consumer:
        consumer.assign(places)
        loop = _Loop(connection, consumer)
        async with beside(loop.run()):
            yield lambda: loop.done
    await connection.close()


@dataclass
class _Loop:
    connection: asyncpg.Connection
    consumer: AIOKafkaConsumer
    done: int = 0

    async def run(self) -> None:
        """Batch by batch, for ever."""
        while True:
            found = await self.consumer.getmany(timeout_ms=CHECK, max_records=BATCH)
            facts = [json.loads(record.value or b"") for records in found.values() for record in records]
            if facts:
                await self._apply(facts, {at.partition: records[-1].offset + 1 for at, records in found.items()})
                self.done += len(facts)

    async def _apply(self, facts: list[dict[str, object]], ends: dict[int, int]) -> None:
        async with self.connection.transaction():
            courses, fees = [fact["course_id"] for fact in facts], [fact["fee"] for fact in facts]
            await self.connection.execute(_FOLD, courses, fees)
            await self.connection.execute(_MOVE, PLACES.name, list(ends), list(ends.values()))


_FOLD = FOLD.format(courses="$1", fees="$2")

_MOVE = """
INSERT INTO positions (reader, cluster_id, topic, partition, next_offset, moved_at)
SELECT 'bare', '', $1, *, now() FROM unnest($2::int[], $3::bigint[])
    ON CONFLICT (reader, cluster_id, topic, partition) DO UPDATE SET next_offset = excluded.next_offset
"""
