"""When is nothing under way any more?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import asyncpg

from shared.contracts.topics import Topic
from shared.messaging.kafka_log import KafkaLog
from shared.messaging.reader import Subscription
from shared.service import Service
from tests.crash.stage import Standing

BETWEEN = 0.2
"""Seconds between two looks."""


@dataclass(frozen=True, slots=True)
class Databases:
    """A connection to each service's database, by the service's name."""

    services: Sequence[Service]
    connections: dict[str, asyncpg.Connection]

    @classmethod
    @asynccontextmanager
    async def of(cls, stage: Standing) -> AsyncGenerator[Databases]:
        """Connected as the services are; closed at the end."""
        async with AsyncExitStack() as stack:
            connections: dict[str, asyncpg.Connection] = {}
            for service in stage.maps:
                connection = await asyncpg.connect(stage.postgres.url(service.name))
                stack.push_async_callback(connection.close)
                connections[service.name] = connection
            yield cls(stage.maps, connections)

    @property
    def topics(self) -> list[Topic]:
        """All that is published there."""
        return [topic for service in self.services for topic in service.publishes]

    @asynccontextmanager
    async def at_one_moment(self) -> AsyncGenerator[None]:
        """Everything read inside is as it is when the first is read."""
        async with AsyncExitStack() as stack:
            for each in self.connections.values():
                await stack.enter_async_context(each.transaction(isolation="repeatable_read", readonly=True))
            yield


async def when_quiet(look: Callable[[], Awaitable[dict[str, int]]], patience: float) -> dict[str, int]:
    """Wait until two looks, one after the other, find nothing unfinished, or until that takes too long; what is.

    One look is several statements: what moves on between two of them is seen by neither.
    """
    deadline = time.monotonic() + patience
    quiet = 0
    while True:
        left = await look()
        quiet = 0 if left else quiet + 1
        if quiet == 2 or (left and time.monotonic() > deadline):
            return left
        await asyncio.sleep(BETWEEN)


async def unfinished(databases: Databases, kafka: KafkaLog) -> dict[str, int]:
    """What is under way, or was set aside, and how much of it: empty when all went well and all is quiet."""
    counts: dict[str, int] = {}
    for service in databases.services:
        connection = databases.connections[service.name]
        for reading in service.subscriptions():
            topics = [topic for topic in reading.topics if topic in databases.topics]
            counts[f"facts not read by {reading.name}"] = await facts_not_read(databases, connection, reading, topics)
            counts[f"records not read by {reading.name}"] = await _to_read(kafka, connection, reading, topics)
        for what, query in _SHOULD_BE_NONE.items():
            counts[f"{what} by {service.name}"] = int(await connection.fetchval(query) or 0)
    for row in await databases.connections["notify"].fetch(_UNDER_WAY):
        counts[f"messages {row['state']}"] = row["count"]
    return {what: count for what, count in counts.items() if count}


async def facts_not_read(
    databases: Databases, connection: asyncpg.Connection, reading: Subscription, topics: Sequence[Topic]
) -> int:
    """By how much the reader's last number of each key differs from its owner's."""
    last = {(row["topic"], row["key"]): row["last"] for row in await connection.fetch(_READ, reading.name)}
    count = 0
    for topic in topics:
        for row in await databases.connections[topic.owner].fetch(_TOLD, topic.name):
            count += abs(row["last_sequence"] - last.get((topic.name, row["key"]), 0))
    return count


async def _to_read(
    kafka: KafkaLog, connection: asyncpg.Connection, reading: Subscription, topics: Sequence[Topic]
) -> int:
    """Records that stand on Kafka beyond the reader's positions, also those that come a second time."""
    rows = await connection.fetch(_POSITIONS, reading.name, await kafka.cluster_id())
    positions = {(row["topic"], row["partition"]): row["next_offset"] for row in rows}
    ends = await kafka.ends(topics)
    return sum(end - positions.get((place.topic, place.partition), 0) for place, end in ends.items())


_READ = "SELECT topic, key, last FROM inbox WHERE reader = $1"
_TOLD = "SELECT key, last_sequence FROM streams WHERE topic = $1"
_POSITIONS = "SELECT topic, partition, next_offset FROM positions WHERE reader = $1 AND cluster_id = $2"

_SHOULD_BE_NONE = {
    "facts not published": "SELECT count(*) FROM outbox WHERE published_at IS NULL AND NOT superseded",
    "facts refused by Kafka": "SELECT count(*) FROM refused_rows",
    "facts parked": "SELECT count(*) FROM parked",
    "records rejected": "SELECT count(*) FROM rejected",
    "readers stopped": "SELECT count(*) FROM readers WHERE stopped_at IS NOT NULL",
    "timers parked": "SELECT count(*) FROM timers WHERE parked_at IS NOT NULL",
}

_UNDER_WAY = """
SELECT state, count(*) FROM messages WHERE state IN ('waiting', 'queued', 'sending', 'failed') GROUP BY state
"""
