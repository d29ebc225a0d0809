"""What one would take from the shelf to relay: faststream-outbox, to the same Kafka.

Set up as its documentation says for a relay, with as large pages as ours. It has one worker, for with more a key's
second fact may go out before its first; `batched` besides ends rows a hundred at a time, the fastest that it offers
in order.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any

from faststream.kafka import KafkaBroker, KafkaResponse
from faststream_outbox import OutboxBroker, make_outbox_table
from faststream_outbox.annotations import OutboxMessage
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.bench.bus.ground import Field
from deploy.bench.bus.places import PLACES, PlaceTaken, course
from shared.messaging import kafka_topics
from shared.messaging.kafka_log import looking_at
from shared.messaging.outbox_rows import PAGE
from shared.persistence.engine import create_engine

QUEUE = "places"

FACTS = 1000
"""More than are watched."""


def relay(flush: int) -> Callable[[Field], Any]:
    """A relay that ends rows `flush` at a time; counts what Kafka acknowledged."""

    @asynccontextmanager
    async def relaying(at: Field) -> AsyncGenerator[Callable[[], int]]:
        async with looking_at(at.kafka, "peer") as log:
            await kafka_topics.declare(log, [PLACES])
        engine = create_engine(at.url, "peer")
        outbox, kafka, done = await _set_up(engine, at, flush)
        try:
            await kafka.start()
            await outbox.start()
            yield lambda: len(done)
        finally:
            await asyncio.wait([asyncio.ensure_future(outbox.stop())], timeout=2)
            await kafka.stop()
            await engine.dispose()

    return relaying


async def _set_up(engine: AsyncEngine, at: Field, flush: int) -> tuple[OutboxBroker, KafkaBroker, list[None]]:
    metadata = MetaData()
    outbox = OutboxBroker(engine, outbox_table=make_outbox_table(metadata, table_name="shelf"), logger=None)
    kafka = KafkaBroker(at.kafka.bootstrap, acks="all", logger=None)
    publisher = kafka.publisher(at.kafka.name(PLACES.name))
    done: list[None] = []

    @publisher
    @outbox.subscriber(QUEUE, fetch_batch_size=PAGE, terminal_flush_batch_size=flush)
    async def send(body: dict[str, Any], message: OutboxMessage) -> KafkaResponse:  # pyright: ignore[reportUnusedFunction]
        done.append(None)  # it is called for a row once the row before it was acknowledged
        return KafkaResponse(body, key=body["course_id"].encode(), headers=_text(message.headers))

    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
        for number in range(FACTS):
            fact = asdict(PlaceTaken(course(number % 1000), course(number), course(-number), 12_000))
            await outbox.publish(fact, queue=QUEUE, session=connection, headers=_headers(number))
    return outbox, kafka, done


def _headers(number: int) -> dict[str, str]:
    """Headers as ours, about as long."""
    return {
        "ce_specversion": "1.0",
        "ce_id": course(number),
        "ce_source": "/services/bench",
        "ce_type": "bench.PlaceTaken",
        "ce_subject": course(number % 1000),
        "ce_time": "2026-11-25T12:00:00.000000+00:00",
        "ce_dataschema": "urn:alliance:bench.PlaceTaken:1",
        "ce_sequence": str(1 + number // 1000),
        "ce_actor": "user:bench",
    }


def _text(headers: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in headers.items()}
