"""When is nothing under way any more?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from shared.contracts.topics import CONTACTS, PEOPLE, SCHOOLS
from shared.messaging.kafka_log import KafkaLog
from tests.crash.stage import Standing

READ_BY_NOTIFY = (SCHOOLS, PEOPLE, CONTACTS)

BETWEEN = 0.2
"""Seconds between two looks."""

Stream = tuple[str, str]
"""A topic and a key."""


@dataclass(frozen=True, slots=True)
class Databases:
    """A connection to each service's database."""

    registry: asyncpg.Connection
    notify: asyncpg.Connection

    @classmethod
    @asynccontextmanager
    async def of(cls, stage: Standing) -> AsyncGenerator[Databases]:
        """Connected as the services are; closed at the end."""
        registry = await asyncpg.connect(stage.postgres.url("registry"))
        notify = await asyncpg.connect(stage.postgres.url("notify"))
        try:
            yield cls(registry, notify)
        finally:
            await registry.close()
            await notify.close()

    @asynccontextmanager
    async def at_one_moment(self) -> AsyncGenerator[None]:
        """Everything read inside is as it is when the first is read."""
        async with (
            self.registry.transaction(isolation="repeatable_read", readonly=True),
            self.notify.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield


async def when_quiet(look: Callable[[], Awaitable[dict[str, int]]], patience: float) -> dict[str, int]:
    """Wait until two looks, one after the other, find nothing unfinished, or until that takes too long; what is.

    One look is several statements: what moves on between two of them is seen by neither.
    """
    deadline = time.monotonic() + patience
    quiet = 0
    while quiet < 2:
        left = await look()
        quiet = 0 if left else quiet + 1
        if left and time.monotonic() > deadline:
            return left
        await asyncio.sleep(BETWEEN)
    return {}


async def unfinished(databases: Databases, kafka: KafkaLog) -> dict[str, int]:
    """What is under way, or was set aside, and how much of it: empty when all went well and all is quiet."""
    counts = {"facts not read": await _facts_not_read(databases), "records not read": await _to_read(databases, kafka)}
    for service, connection in (("registry", databases.registry), ("notify", databases.notify)):
        for what, query in _SHOULD_BE_NONE.items():
            counts[f"{what} by {service}"] = int(await connection.fetchval(query) or 0)
    for row in await databases.notify.fetch(_UNDER_WAY):
        counts[f"messages {row['state']}"] = row["count"]
    return {what: count for what, count in counts.items() if count}


async def read_by_notify(databases: Databases) -> dict[Stream, int]:
    """The number of the last fact that notify applied, for each key."""
    rows = await databases.notify.fetch("SELECT topic, key, last FROM inbox WHERE reader = 'notify'")
    return {(row["topic"], row["key"]): row["last"] for row in rows}


async def _facts_not_read(databases: Databases) -> int:
    read = await read_by_notify(databases)
    told = await databases.registry.fetch("SELECT topic, key, last_sequence FROM streams")
    return sum(abs(row["last_sequence"] - read.get((row["topic"], row["key"]), 0)) for row in told)


async def _to_read(databases: Databases, kafka: KafkaLog) -> int:
    """Records that stand on Kafka beyond the reader's positions, also those that come a second time."""
    rows = await databases.notify.fetch(_POSITIONS, await kafka.cluster_id())
    positions = {(row["topic"], row["partition"]): row["next_offset"] for row in rows}
    ends = await kafka.ends(READ_BY_NOTIFY)
    return sum(end - positions.get((place.topic, place.partition), 0) for place, end in ends.items())


_POSITIONS = "SELECT topic, partition, next_offset FROM positions WHERE reader = 'notify' AND cluster_id = $1"

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
