"""Facts that can't be applied yet are kept, each with its reason; only their own key waits (bus.md, "Parked")."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.records import Record
from shared.messaging.tables import parked, readers, rejected

TOO_MANY = 20
"""Keys that may fail within `WHILE`; beyond, it is the reader that is wrong, and it stops."""

WHILE = timedelta(minutes=1)

KEYS = 20
"""Keys that follow at once, and of each of them"""

FACTS = 25
"""facts at once: some hundreds, as a batch has."""


class Reason(StrEnum):
    """Why a fact waits."""

    FAILED = "failed"
    UNDECODABLE = "undecodable"
    UNKNOWN = "unknown"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Parked:
    """A record to be set aside, and why. `error` never holds the values that caused it."""

    record: Record
    reason: Reason
    error: str = ""
    tries: int = 0


async def park(connection: AsyncConnection, reader: str, aside: Sequence[Parked], now: datetime) -> None:
    """Set records aside; one that was waiting and now fails says so, one that was parked before stays as it was."""
    for each in aside:
        record = each.record
        why = {"reason": each.reason.value, "error": each.error or None, "tries": each.tries, "parked_at": now}
        setting = insert(parked).values(
            reader=reader,
            topic=record.place.topic,
            key=record.key,
            sequence=record.sequence,
            event_id=record.event_id,
            type=record.type,
            headers=record.kept_headers(),
            data=record.value,
            **why,
        )
        if each.reason is Reason.WAITING:
            await connection.execute(setting.on_conflict_do_nothing())
        else:
            await connection.execute(setting.on_conflict_do_update(constraint=parked.primary_key, set_=why))


async def drop_older_states(connection: AsyncConnection, reader: str, record: Record) -> None:
    """A newer state of a key replaces an older parked one."""
    this = (parked.c.reader == reader, parked.c.topic == record.place.topic, parked.c.key == record.key)
    await connection.execute(delete(parked).where(*this, parked.c.sequence < record.sequence))


async def reject(connection: AsyncConnection, reader: str, records: Sequence[Record], now: datetime) -> None:
    """Keep records that have no place in any order."""
    for record in records:
        keeping = insert(rejected).values(
            reader=reader,
            topic=record.place.topic,
            partition=record.place.partition,
            offset=record.offset,
            reason=record.unnumbered,
            headers=record.kept_headers(),
            data=record.value,
            rejected_at=now,
        )
        await connection.execute(keeping.on_conflict_do_nothing())


async def stop_if_too_many(connection: AsyncConnection, reader: str, now: datetime) -> None:
    """When so many keys fail at once, we are wrong, not the facts: the reader stops until an operator resumes it."""
    if await too_many(connection, reader, now):
        await stop(connection, reader, f"over {TOO_MANY} keys failed in a minute", now)


async def too_many(connection: AsyncConnection, reader: str, now: datetime) -> bool:
    """Have so many keys failed within a minute that the reader must be wrong?"""
    recent = (
        parked.c.reader == reader,
        parked.c.reason.in_([Reason.FAILED, Reason.UNDECODABLE]),
        parked.c.parked_at > now - WHILE,
    )
    keys = select(parked.c.topic, parked.c.key).where(*recent).distinct().subquery()
    return (await connection.execute(select(func.count()).select_from(keys))).scalar_one() > TOO_MANY


async def stop(connection: AsyncConnection, reader: str, because: str, now: datetime) -> None:
    """Stop a reader, in every process, until an operator resumes it."""
    this = update(readers).where(readers.c.reader == reader, readers.c.stopped_at.is_(None))
    await connection.execute(this.values(stopped_at=now, stopped_because=because))


async def stopped_because(connection: AsyncConnection, reader: str) -> str | None:
    """Why a reader was stopped; None while it may read."""
    query = select(readers.c.stopped_because).where(readers.c.reader == reader, readers.c.stopped_at.is_not(None))
    return (await connection.execute(query)).scalar_one_or_none()


async def free_to_follow(
    connection: AsyncConnection, reader: str, readable: Collection[str], states: Collection[str]
) -> Sequence[Row[Any]]:
    """Parked records whose turn has come, of some keys, each key's in order and without a gap.

    The one before the first was applied, or this build has learnt to read it (`readable`: see `codec.named`). On the
    topics in `states` numbers needn't follow each other.
    """
    arguments = {
        "reader": reader,
        "readable": list(readable),
        "states": list(states),
        "keys": KEYS,
        "facts": FACTS,
    }
    return (await connection.execute(_FREE, arguments)).all()


async def counts(connection: AsyncConnection, reader: str) -> tuple[dict[str, int], int]:
    """How many are parked, by reason, and how many rejected ones nobody has dismissed."""
    query = select(parked.c.reason, func.count()).where(parked.c.reader == reader).group_by(parked.c.reason)
    by_reason = dict((await connection.execute(query)).all())
    out = (
        select(func.count()).select_from(rejected).where(rejected.c.reader == reader, rejected.c.dismissed_at.is_(None))
    )
    return by_reason, (await connection.execute(out)).scalar_one()


_FREE = text("""
WITH free AS (
    SELECT topic, key, sequence, last FROM parked JOIN inbox USING (reader, topic, key)
     WHERE reader = :reader AND (sequence <= last + 1 OR topic = ANY (CAST(:states AS text[])))
       AND (reason = 'waiting' OR (reason = 'unknown' AND error = ANY (CAST(:readable AS text[]))))
     ORDER BY topic, key, sequence
     LIMIT :keys
)
SELECT p.*
  FROM (SELECT topic, key, min(sequence) AS first, min(last) AS last FROM free GROUP BY topic, key) AS f
 CROSS JOIN LATERAL (
        SELECT *, row_number() OVER (ORDER BY sequence) AS place,
               bool_and(reason IN ('waiting', 'unknown')) OVER (ORDER BY sequence) AS free
          FROM (SELECT * FROM parked
                 WHERE reader = :reader AND topic = f.topic AND key = f.key AND sequence >= f.first
                 ORDER BY sequence
                 LIMIT :facts) AS next
       ) AS p
 WHERE p.sequence = f.first + p.place - 1 AND p.free
 ORDER BY p.topic, p.key, p.sequence
""")
