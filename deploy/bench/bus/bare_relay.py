"""The limit of a relay: asyncpg and aiokafka at their fastest, and nothing else.

The same rows, headers and acknowledgements (`acks=all`), in pages as large as ours, a batch built by hand for each
partition; while Kafka takes one page the next is read, and a second connection marks what was acknowledged. There is no
lock, no head, no held key, and rows are read past a cursor, which loses facts (bus.md, "Traps"). None can be faster and
still read, send and mark each row.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
from aiokafka import AIOKafkaProducer

from deploy.bench.bus.ground import Field
from deploy.bench.bus.pace import beside
from deploy.bench.bus.places import PLACES
from shared.messaging import kafka_topics
from shared.messaging.kafka_log import looking_at
from shared.messaging.outbox_rows import PAGE

Rows = Sequence[Any]

LARGEST = 1_000_000
"""Bytes of a batch: nearly what a broker takes."""


@asynccontextmanager
async def relay(at: Field) -> AsyncGenerator[Callable[[], int]]:
    """Counts what is sent, acknowledged and marked."""
    async with looking_at(at.kafka, "bare") as log:
        await kafka_topics.declare(log, [PLACES])
    reading, marking = await asyncpg.connect(at.url), await asyncpg.connect(at.url)
    async with AIOKafkaProducer(
        bootstrap_servers=at.kafka.bootstrap, acks="all", max_batch_size=LARGEST, max_request_size=LARGEST
    ) as producer:
        loop = _Loop(reading, marking, producer, at.kafka.name(PLACES.name))
        async with beside(loop.run()):
            yield lambda: loop.done
    await reading.close()
    await marking.close()


@dataclass
class _Loop:
    reading: asyncpg.Connection
    marking: asyncpg.Connection
    producer: AIOKafkaProducer
    topic: str
    done: int = 0

    async def run(self) -> None:
        """Two pages are under way: one is being acknowledged and marked, the other read and sent."""
        landing: asyncio.Task[None] | None = None
        last = 0
        while rows := await self.reading.fetch(_PAGE, last, PAGE):
            last = rows[-1]["id"]
            sent = await self._send(rows)
            if landing:
                await landing
            landing = asyncio.create_task(self._land(rows, sent))
        if landing:
            await landing

    async def _send(self, rows: Rows) -> list[asyncio.Future[Any]]:
        batches = [self.producer.create_batch() for _ in range(PLACES.partitions)]
        for row in rows:
            key = row["key"].encode()
            batch = batches[int(row["key_hash"]) % PLACES.partitions]
            batch.append(timestamp=None, key=key, value=row["data"].encode(), headers=_headers(row, key))
        return [
            await self.producer.send_batch(batch, self.topic, partition=partition)
            for partition, batch in enumerate(batches)
            if batch.record_count()
        ]

    async def _land(self, rows: Rows, sent: Sequence[asyncio.Future[Any]]) -> None:
        await asyncio.gather(*sent)
        await self.marking.execute(_MARK, [row["id"] for row in rows])
        self.done += len(rows)


def _headers(row: Any, key: bytes) -> list[tuple[str, bytes]]:
    """The ten headers that ours have."""
    kind = row["type"].encode()
    return [
        ("ce_specversion", b"1.0"),
        ("ce_id", str(row["event_id"]).encode()),
        ("ce_source", b"/services/bench"),
        ("ce_type", kind),
        ("ce_subject", key),
        ("ce_time", row["recorded_at"].isoformat().encode()),
        ("ce_dataschema", b"urn:alliance:%b:%d" % (kind, row["version"])),
        ("ce_sequence", b"%d" % row["sequence"]),
        ("ce_actor", row["actor"].encode()),
        ("content-type", b"application/json"),
    ]


_PAGE = """
SELECT id, event_id, key, key_hash, sequence, type, version, data, context->>'actor' AS actor, recorded_at
  FROM outbox
 WHERE published_at IS NULL AND NOT superseded AND id > $1
 ORDER BY id
 LIMIT $2
"""

_MARK = "UPDATE outbox SET published_at = now() WHERE id = ANY ($1::bigint[])"
