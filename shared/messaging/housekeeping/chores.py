"""Chores: what is done again and again, each at its own rhythm, by whichever process has the turn."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.tables import chores


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to be done `every` so often; `do` may be repeated, for a process may end between it and our note."""

    name: str
    every: timedelta
    do: Callable[[], Awaitable[None]]


async def last_done(connection: AsyncConnection, names: list[str], now: datetime) -> Mapping[str, datetime]:
    """When each was last done; one that never was counts as done now, so that a start isn't a rush."""
    if names:
        new = insert(chores).values([{"chore": name, "done_at": now} for name in names])
        await connection.execute(new.on_conflict_do_nothing())
    rows = await connection.execute(select(chores).where(chores.c.chore.in_(names)))
    return {row.chore: row.done_at for row in rows}


async def note_done(connection: AsyncConnection, name: str, now: datetime) -> None:
    """It was done just now."""
    row = insert(chores).values(chore=name, done_at=now)
    await connection.execute(row.on_conflict_do_update(index_elements=["chore"], set_={"done_at": now}))
