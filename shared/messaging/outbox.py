"""The owner's side: facts get their numbers and wait in the outbox, in the commit that made them true."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aiokafka.partitioner import murmur2
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.fact import Fact, FactType, fact_type, key_of
from shared.messaging.codec import LONGEST_KEY, Unnumbered, encode, key_text
from shared.messaging.envelope import Cause

LARGEST_FACT = 256 * 1024
"""Bytes of JSON. Kafka takes a megabyte, and a record over that spoils its partition's producer for ever after."""


class FactTooLarge(ValueError):
    """A fact is a sentence about one thing; this one is over 256 KiB."""


class UnfitKey(ValueError):
    """A key that every reader would reject: it is empty, over 512 bytes, or has a NUL in it."""


@dataclass(frozen=True, slots=True)
class Told:
    """A fact on its way into the outbox."""

    type: FactType
    key: str
    data: str | None
    cause: Cause


def key_hash(key: str) -> int:
    """Kafka's own hash of a key; modulo the number of partitions it is the partition."""
    return int(murmur2(key.encode())) & 0x7FFFFFFF


async def write(
    connection: AsyncConnection, facts: Sequence[tuple[Fact, Cause]], now: datetime, new_id: Callable[[], UUID]
) -> None:
    """Number the facts and put them out; the last statements before COMMIT, so that keys are locked briefly.

    The upsert of `streams` locks each key, in one order for everybody; ids of one key are then in commit order.
    Raises `FactTooLarge` and `UnfitKey`.
    """
    if not facts:
        return
    told = [_told(each, cause) for each, cause in facts]
    counts = Counter((each.type.topic.name, each.key) for each in told)
    streams = sorted(counts, key=lambda stream: (stream[0].encode(), stream[1].encode()))
    await connection.execute(
        _INSERT,
        {
            "stream_topics": [topic for topic, _ in streams],
            "stream_keys": [key for _, key in streams],
            "stream_counts": [counts[stream] for stream in streams],
            "ids": [new_id() for _ in told],
            "topics": [each.type.topic.name for each in told],
            "keys": [each.key for each in told],
            "hashes": [key_hash(each.key) for each in told],
            "types": [each.type.name for each in told],
            "versions": [each.type.told for each in told],
            "data": [each.data for each in told],
            "contexts": [json.dumps(each.cause.as_context()) for each in told],
            "now": now,
        },
    )
    await supersede(connection, {(each.type.topic.name, each.key) for each in told if each.type.topic.state})


async def supersede(connection: AsyncConnection, states: set[tuple[str, str]]) -> None:
    """A newer state stands: what older rows said of the key is blanked in the same commit, and they never go out."""
    if states:
        topics, keys = zip(*sorted(states), strict=True)
        await connection.execute(_SUPERSEDE, {"topics": list(topics), "keys": list(keys)})


def _told(fact: Fact, cause: Cause) -> Told:
    data = encode(fact)
    if data is not None and len(data.encode()) > LARGEST_FACT:
        raise FactTooLarge(f"{fact_type(fact).name} has {len(data.encode())} bytes; the most is {LARGEST_FACT}")
    return Told(fact_type(fact), _fit(key_of(fact), fact), data, cause)


def _fit(key: str, fact: Fact) -> str:
    try:
        return key_text(key.encode())
    except (Unnumbered, UnicodeEncodeError):
        raise UnfitKey(f"{fact_type(fact).name}: a key is 1 to {LONGEST_KEY} bytes of UTF-8 without NUL") from None


_INSERT = text("""
WITH stream AS (
    INSERT INTO streams AS s (topic, key, last_sequence)
    SELECT topic, key, facts
      FROM unnest(CAST(:stream_topics AS text[]), CAST(:stream_keys AS text[]), CAST(:stream_counts AS bigint[]))
           WITH ORDINALITY AS t (topic, key, facts, place)
     ORDER BY place
        ON CONFLICT (topic, key) DO UPDATE SET last_sequence = s.last_sequence + excluded.last_sequence
    RETURNING topic, key, last_sequence
), told AS (
    SELECT *, row_number() OVER (PARTITION BY topic, key ORDER BY place DESC) - 1 AS after_it
      FROM unnest(CAST(:ids AS uuid[]), CAST(:topics AS text[]), CAST(:keys AS text[]), CAST(:hashes AS int[]),
                  CAST(:types AS text[]), CAST(:versions AS int[]), CAST(:data AS text[]), CAST(:contexts AS jsonb[]))
           WITH ORDINALITY AS t (event_id, topic, key, key_hash, type, version, data, context, place)
)
INSERT INTO outbox (event_id, topic, key, key_hash, sequence, type, version, data, context, recorded_at)
SELECT event_id, topic, key, key_hash, last_sequence - after_it, type, version, data, context, :now
  FROM told JOIN stream USING (topic, key)
 ORDER BY place
""")

_SUPERSEDE = text("""
UPDATE outbox o SET data = NULL, superseded = true
  FROM unnest(CAST(:topics AS text[]), CAST(:keys AS text[])) AS state (topic, key)
  JOIN streams s USING (topic, key)
 WHERE o.topic = state.topic AND o.key = state.key AND o.sequence < s.last_sequence AND NOT o.superseded
""")
