"""A row is kept as it is now, whether it is new or not."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection


async def keep(connection: AsyncConnection, table: Table, row: Mapping[str, Any]) -> None:
    """Write the row, its primary key among it; over the one with that key, if there is one."""
    await connection.execute(_keeping(table, tuple(row)), dict(row))


@cache
def _keeping(table: Table, columns: tuple[str, ...]) -> Insert:
    """Made once for a table: building it anew for every row costs more than the row's way to PostgreSQL and back."""
    key = [column.name for column in table.primary_key]
    adding = insert(table)
    changed = {name: adding.excluded[name] for name in columns if name not in key}
    return adding.on_conflict_do_update(index_elements=key, set_=changed)
