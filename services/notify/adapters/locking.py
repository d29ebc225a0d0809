"""Rows that message and news meet at are locked even when nobody has told of them yet."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, Table
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection


async def locked_or_made(
    connection: AsyncConnection, locking: Select[Any], table: Table, key: Mapping[str, object]
) -> Row[Any]:
    """The row that `locking` (FOR UPDATE, by `key`) finds; it is made first where there is none to lock.

    Mostly there is one, so it is looked for before it is made. Nobody deletes such rows.
    """
    if row := (await connection.execute(locking, dict(key))).one_or_none():
        return row
    await connection.execute(_making(table), dict(key))
    return (await connection.execute(locking, dict(key))).one()


@cache
def _making(table: Table) -> Insert:
    return insert(table).on_conflict_do_nothing()
