"""The relay's producer, which can be cut off (bus.md, "Relay")."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaProducer
from aiokafka.producer.sender import Sender

from shared.messaging.kafka_log import Kafka

LARGEST_BATCH = 768 * 1024
"""Bytes. A broker takes a megabyte; a page for one partition should go in one, for the next waits for it."""

BEGINNING = 10.0
"""Seconds that a producer may take to find its brokers."""

DEADLINE = 1.0
"""Seconds that a producer may take to end; with a frozen broker aiokafka would wait over 20 s."""


@asynccontextmanager
async def producing(kafka: Kafka, client_id: str) -> AsyncGenerator[AIOKafkaProducer]:
    """A producer that waits for all replicas, and is cut off at the end if it doesn't stop.

    Not idempotent: one request is in flight per broker, so order holds without, and readers drop duplicates.
    """
    producer = AIOKafkaProducer(
        bootstrap_servers=kafka.bootstrap,
        client_id=client_id,
        acks="all",
        enable_idempotence=False,
        max_batch_size=LARGEST_BATCH,
        request_timeout_ms=10_000,
    )
    try:
        async with asyncio.timeout(BEGINNING):
            await producer.start()
        yield producer
    finally:
        await _end(producer)


async def _end(producer: AIOKafkaProducer) -> None:
    """Stop; past the deadline end its sender and close its connections: nothing abandoned may be delivered later."""
    stopping = asyncio.ensure_future(producer.stop())
    done, _ = await asyncio.wait({stopping}, timeout=DEADLINE)
    if not done:
        cutting = asyncio.ensure_future(_cut_off(producer))
        await asyncio.wait({cutting}, timeout=DEADLINE)
        cutting.cancel()
        stopping.cancel()


async def _cut_off(producer: AIOKafkaProducer) -> None:
    """Closed connections alone aren't enough, a living sender would open new ones; and it waits for its requests."""
    sender: Sender = producer._sender  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - there is no other way
    await asyncio.gather(sender.close(), producer.client.close())
