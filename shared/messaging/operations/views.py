"""What operators look at: parked facts and rejected records, as they came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.operations.paging import values, word
from shared.messaging.parking import Reason
from shared.messaging.tables import inbox, parked, rejected

ORDER = (parked.c.reader, parked.c.topic, parked.c.key, parked.c.sequence)


@dataclass(frozen=True, slots=True)
class ParkedLine:
    """A parked fact in a list. `waits_for` is the number that must come first; None when it is its turn."""

    reader: str
    topic: str
    key: str
    sequence: int
    type: str | None
    reason: Reason
    error: str | None
    tries: int
    parked_at: datetime
    waits_for: int | None


@dataclass(frozen=True, slots=True)
class ParkedPage:
    """A page of the list; `next` asks for the next one."""

    facts: Sequence[ParkedLine]
    next: str | None


@dataclass(frozen=True, slots=True)
class Came:
    """Headers and data as they came; bytes that aren't UTF-8 are shown as \\xNN. Contacts' are personal data."""

    headers: Sequence[tuple[str, str]]
    data: str | None


@dataclass(frozen=True, slots=True)
class ParkedView:
    """One parked fact, whole."""

    line: ParkedLine
    came: Came


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """A record without a place in any order."""

    reader: str
    topic: str
    partition: int
    offset: int
    reason: str
    rejected_at: datetime


@dataclass(frozen=True, slots=True)
class RejectedView:
    """One rejected record, whole."""

    line: RejectedLine
    came: Came


@dataclass(frozen=True, slots=True)
class ParkedFilter:
    """Which parked facts; None is all."""

    reader: str | None = None
    reason: Reason | None = None
    topic: str | None = None
    key: str | None = None


async def parked_page(connection: AsyncConnection, only: ParkedFilter, limit: int, after: str | None) -> ParkedPage:
    """A page of parked facts, by reader, topic, key and number."""
    query = _parked().order_by(*ORDER).limit(limit + 1)
    for name in ("reader", "reason", "topic", "key"):
        if (value := getattr(only, name)) is not None:
            query = query.where(parked.c[name] == value)
    if after:
        query = query.where(tuple_(*ORDER) > tuple_(*values(after, len(ORDER))))
    rows = (await connection.execute(query)).all()
    lines = [_line(row) for row in rows[:limit]]
    more = word((lines[-1].reader, lines[-1].topic, lines[-1].key, lines[-1].sequence)) if len(rows) > limit else None
    return ParkedPage(lines, more)


async def parked_fact(
    connection: AsyncConnection, reader: str, topic: str, key: str, sequence: int
) -> ParkedView | None:
    """One parked fact; None when there is none."""
    this = {"reader": reader, "topic": topic, "key": key, "sequence": sequence}
    query = _parked().where(*(parked.c[name] == value for name, value in this.items()))
    row = (await connection.execute(query)).one_or_none()
    return ParkedView(_line(row), came(row)) if row else None


async def rejected_list(connection: AsyncConnection, reader: str | None, limit: int) -> list[RejectedLine]:
    """The rejected records that nobody has dismissed, oldest first."""
    query = select(rejected).where(rejected.c.dismissed_at.is_(None)).order_by(rejected.c.rejected_at).limit(limit)
    if reader:
        query = query.where(rejected.c.reader == reader)
    return [_rejected(row) for row in await connection.execute(query)]


async def rejected_record(
    connection: AsyncConnection, reader: str, topic: str, partition: int, offset: int
) -> RejectedView | None:
    """One rejected record; None when there is none."""
    this = {"reader": reader, "topic": topic, "partition": partition, "offset": offset}
    query = select(rejected).where(*(rejected.c[name] == value for name, value in this.items()))
    row = (await connection.execute(query.where(rejected.c.dismissed_at.is_(None)))).one_or_none()
    return RejectedView(_rejected(row), came(row)) if row else None


def came(row: Row[Any]) -> Came:
    """What a row keeps of a record, made to be shown."""
    pairs = [(name, _shown(value.encode("latin-1"))) for name, value in row.headers]
    return Came(pairs, None if row.data is None else _shown(row.data))


def _shown(value: bytes) -> str:
    return value.decode(errors="backslashreplace")


def _parked() -> Select[Any]:
    same = (inbox.c.reader == parked.c.reader, inbox.c.topic == parked.c.topic, inbox.c.key == parked.c.key)
    last = select(inbox.c.last).where(*same).scalar_subquery()
    return select(parked, last.label("last"))


def _line(row: Row[Any]) -> ParkedLine:
    following = (row.last or 0) + 1
    return ParkedLine(
        row.reader,
        row.topic,
        row.key,
        row.sequence,
        row.type,
        Reason(row.reason),
        row.error,
        row.tries,
        row.parked_at,
        following if row.reason == Reason.WAITING and row.sequence > following else None,
    )


def _rejected(row: Row[Any]) -> RejectedLine:
    return RejectedLine(row.reader, row.topic, row.partition, row.offset, row.reason, row.rejected_at)
