"""What operators look at besides: readers, refused facts, parked timers, the audit, the outbox."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.parking import Reason
from shared.messaging.tables import audit, inbox, outbox, parked, readers, refused_rows, timers


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """A reader; `stopped_because` is None while it may read."""

    reader: str
    fold: bool
    acts_from: datetime | None
    stopped_at: datetime | None
    stopped_because: str | None


@dataclass(frozen=True, slots=True)
class StandingLine:
    """How far a reader is with one key: the last number that it applied; `stopped` when it set the next one aside."""

    reader: str
    last: int
    stopped: bool


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A fact that Kafka refused, and how many wait behind it."""

    outbox_id: int
    topic: str
    key: str
    sequence: int
    type: str
    bytes: int
    error: str
    refused_at: datetime
    behind: int


@dataclass(frozen=True, slots=True)
class TimerLine:
    """A parked timer."""

    timer: str
    command: str
    data: str
    error: str | None
    tries: int
    parked_at: datetime


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Something that an operator decided."""

    id: int
    at: datetime
    actor: str
    what: str
    reader: str | None
    topic: str | None
    key: str | None
    sequence: int | None
    facts: int | None
    why: str | None


@dataclass(frozen=True, slots=True)
class Outbox:
    """How many facts haven't gone out, and since when the oldest waits."""

    unpublished: int
    oldest: datetime | None


async def reader_list(connection: AsyncConnection, names: Iterable[str], folds: Iterable[str]) -> list[ReaderLine]:
    """The service's readers."""
    known = {row.reader: row for row in await connection.execute(select(readers))}
    folds = set(folds)
    lines: list[ReaderLine] = []
    for name in names:
        row = known.get(name)
        since = (row.acts_from, row.stopped_at, row.stopped_because) if row else (None, None, None)
        lines.append(ReaderLine(name, name in folds, *since))
    return lines


async def standings(connection: AsyncConnection, names: Iterable[str], topic: str, key: str) -> list[StandingLine]:
    """How far each of these readers is with a key; one that hasn't met it is at 0."""
    this = parked.c.topic == topic, parked.c.key == key
    aside = select(parked.c.reader, parked.c.sequence).where(*this, parked.c.reason != Reason.WAITING)
    numbers = select(inbox.c.reader, inbox.c.last).where(inbox.c.topic == topic, inbox.c.key == key)
    kept = {(row.reader, row.sequence) for row in await connection.execute(aside)}
    lasts = {row.reader: row.last for row in await connection.execute(numbers)}
    return [StandingLine(name, last, (name, last + 1) in kept) for name in names for last in [lasts.get(name, 0)]]


async def refused_list(connection: AsyncConnection, limit: int) -> list[RefusedLine]:
    """Facts that Kafka refused, oldest first; one that a newer state replaced holds nothing, and is left out."""
    held = outbox.alias("held")
    same = (held.c.topic == outbox.c.topic, held.c.key == outbox.c.key, held.c.id > outbox.c.id)
    waits = (held.c.published_at.is_(None), ~held.c.superseded)
    behind = select(func.count()).where(*same, *waits).scalar_subquery()
    size = func.coalesce(func.octet_length(outbox.c.data), 0)
    columns = (outbox.c.id, outbox.c.topic, outbox.c.key, outbox.c.sequence, outbox.c.type, size)
    query = (
        select(*columns, refused_rows.c.error, refused_rows.c.refused_at, behind)
        .join(refused_rows, refused_rows.c.outbox_id == outbox.c.id)
        .where(~outbox.c.superseded)
        .order_by(outbox.c.id)
        .limit(limit)
    )
    return [RefusedLine(*row) for row in await connection.execute(query)]


async def timer_list(connection: AsyncConnection, limit: int) -> list[TimerLine]:
    """Parked timers, oldest first."""
    columns = (timers.c.id, timers.c.command, timers.c.data, timers.c.error, timers.c.tries, timers.c.parked_at)
    query = select(*columns).where(timers.c.parked_at.is_not(None)).order_by(timers.c.parked_at).limit(limit)
    return [TimerLine(*row) for row in await connection.execute(query)]


async def audit_list(connection: AsyncConnection, limit: int, before: int | None) -> list[AuditLine]:
    """What was decided, newest first; `before` is the id of the last one on the page before."""
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.id < before)
    return [AuditLine(*row) for row in await connection.execute(query)]


async def outbox_state(connection: AsyncConnection) -> Outbox:
    """How much is still to go out."""
    waiting = (outbox.c.published_at.is_(None), ~outbox.c.superseded)
    row = (await connection.execute(select(func.count(), func.min(outbox.c.recorded_at)).where(*waiting))).one()
    return Outbox(*row)
