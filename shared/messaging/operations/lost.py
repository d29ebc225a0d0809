"""The lost facts: kept as Kafka holds them, listed, and decided about one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import and_, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.codec import Undecodable, read_envelope
from shared.messaging.operations.audit import note
from shared.messaging.operations.refusals import NotLost
from shared.messaging.operations.rehearsal import rehearsing
from shared.messaging.operations.words import Why
from shared.messaging.records import Record
from shared.messaging.tables import lost_facts, outbox
from shared.messaging.work import Work

OPEN = lost_facts.c.settled_at.is_(None)
ORDER = (lost_facts.c.topic, lost_facts.c.key, lost_facts.c.sequence, lost_facts.c.event_id)

UNREADABLE = "unreadable"
"""The type of a record in our name that no relay of ours has sent: it has number 0, and nothing becomes of it."""

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Fate(StrEnum):
    """What an operator found out about a lost fact: somebody did the same again by hand, or it is to be no more."""

    RE_ENTERED = "re-entered"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class KeepLost:
    """Keep those of these records that the database doesn't know; `next` asks the search to go on."""

    records: Sequence[Record]
    looked_at: int
    of: int
    next: str | None


@dataclass(frozen=True, slots=True)
class Looked:
    """How far the search is, in records, and how many lost facts are open by now."""

    looked_at: int
    of: int
    lost: int
    next: str | None


@dataclass(frozen=True, slots=True)
class DecideLost:
    """Say what became of these facts; without ids, of all about which nobody has decided."""

    decision: Fate
    event_ids: Annotated[list[UUID], Field(max_length=1000)] | None = None
    why: Why = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class FateDecided:
    """How many it was about, and about how many nobody has decided yet."""

    facts: int
    undecided: int


@dataclass(frozen=True, slots=True)
class LostLine:
    """A lost fact."""

    event_id: UUID
    topic: str
    key: str
    sequence: int
    type: str
    recorded_at: datetime
    actor: str
    data: str | None
    decision: Fate | None


async def keep_lost(command: KeepLost, work: Work) -> Looked:
    """What the outbox knows isn't lost; a decision that was made already stays."""
    found = {each.event_id: each for each in command.records}
    query = select(outbox.c.event_id).where(outbox.c.event_id.in_(found))
    known = set((await work.connection.execute(query)).scalars()) if found else set[UUID]()
    rows = [_row(each) for event_id, each in found.items() if event_id not in known]
    if rows:
        await work.connection.execute(insert(lost_facts).on_conflict_do_nothing(), rows)
    lost = (await work.connection.execute(select(func.count()).select_from(lost_facts).where(OPEN))).scalar_one()
    return Looked(command.looked_at, command.of, lost, command.next)


async def decide_lost(command: DecideLost, work: Work) -> FateDecided:
    """Keep the decision; it may be changed until the facts are settled. Refuses what isn't lost."""
    these = and_(OPEN, lost_facts.c.decision.is_(None))
    if command.event_ids is not None:
        these = and_(OPEN, lost_facts.c.event_id.in_(command.event_ids))
    async with rehearsing(work, command.dry_run):
        deciding = update(lost_facts).where(these).values(decision=command.decision).returning(lost_facts)
        rows = (await work.connection.execute(deciding)).all()
        for event_id in set(command.event_ids or ()) - {row.event_id for row in rows}:
            raise NotLost(event_id)
        for row in rows:
            about = {"topic": row.topic, "key": row.key, "sequence": row.sequence}
            await note(work, f"recover.{command.decision.value}", command.why, **about)
        left = await undecided(work)
    return FateDecided(len(rows), left)


async def undecided(work: Work) -> int:
    """About how many lost facts nobody has decided."""
    query = select(func.count()).select_from(lost_facts).where(OPEN, lost_facts.c.decision.is_(None))
    return (await work.connection.execute(query)).scalar_one()


async def lost_list(connection: AsyncConnection, limit: int, after: UUID | None = None) -> list[LostLine]:
    """The lost facts that aren't settled, by topic, key and number; `after` is the last one of the page before."""
    query = select(lost_facts).where(OPEN).order_by(*ORDER).limit(limit)
    if after:
        last = (await connection.execute(select(*ORDER).where(lost_facts.c.event_id == after))).one_or_none()
        if last is None:
            raise NotLost(after)
        query = query.where(tuple_(*ORDER) > tuple_(*last))
    return [_line(row) for row in await connection.execute(query)]


def _line(row: Any) -> LostLine:
    return LostLine(
        row.event_id,
        row.topic,
        row.key,
        row.sequence,
        row.type,
        row.recorded_at,
        row.context.get("actor") or "unknown",
        row.data,
        Fate(row.decision) if row.decision else None,
    )


def _row(record: Record) -> dict[str, Any]:
    where = {"kafka_partition": record.place.partition, "kafka_offset": record.offset, "topic": record.place.topic}
    return where | {"event_id": record.event_id, "data": _text(record.value)} | _told(record)


def _told(record: Record) -> dict[str, Any]:
    """What its headers tell; where they can't be read, that no relay of ours has sent it."""
    try:
        read = read_envelope(record.place.topic, record.key, record.sequence, record.texts)
    except Undecodable:
        read = None
    if read is None or record.unnumbered:
        return {
            "key": record.key,
            "sequence": 0,
            "type": UNREADABLE,
            "version": 0,
            "context": {},
            "recorded_at": LONG_AGO,
        }
    told = {"type": read.type, "version": read.version, "context": read.cause.as_context(), "recorded_at": read.time}
    return {"key": read.key, "sequence": read.sequence, **told}


def _text(value: bytes | None) -> str | None:
    """Data as the outbox keeps it: text without NUL."""
    return None if value is None else value.decode(errors="backslashreplace").replace("\0", "\\x00")
