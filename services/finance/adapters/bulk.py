"""Many rows in one statement: one array for each column."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.persistence.arrays import array

Row = Mapping[str, Any]


async def add(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Write these rows."""
    if rows:
        await connection.execute(_adding(table, rows))


async def put(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Write these rows over those that have their keys."""
    if rows:
        adding = _adding(table, rows)
        now = {name: adding.excluded[name] for name in rows[0] if not table.c[name].primary_key}
        await connection.execute(adding.on_conflict_do_update(index_elements=_key(table), set_=now))


async def increase(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Add these rows' numbers to those that stand there."""
    if rows:
        adding = _adding(table, rows)
        more = {name: table.c[name] + adding.excluded[name] for name in rows[0] if not table.c[name].primary_key}
        await connection.execute(adding.on_conflict_do_update(index_elements=_key(table), set_=more))


def _adding(table: Table, rows: Sequence[Row]) -> Insert:
    names = list(rows[0])
    arrays = [array(table.c[name], [row[name] for row in rows]) for name in names]
    source = func.unnest(*arrays).table_valued(*names).render_derived()
    return insert(table).from_select(names, select(source))


def _key(table: Table) -> list[str]:
    return [column.name for column in table.primary_key.columns]
