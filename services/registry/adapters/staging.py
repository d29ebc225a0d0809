"""A file's rows in a temporary table, and how they differ from a table of ours: set-based, in one transaction.

A blank cell, or a column that the file lacks, says nothing: what was known stays.
"""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    MetaData,
    Table,
    and_,
    false,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import CreateTable, DropTable

from services.registry.adapters.sheet import Row, Sheet


class Copies(Protocol):
    """What is used of asyncpg's own connection, which SQLAlchemy's wraps."""

    async def copy_records_to_table(
        self, table_name: str, *, records: AsyncIterable[Row], columns: Sequence[str]
    ) -> object:
        """Binary COPY, encoding rows as they come."""
        ...


@dataclass(frozen=True, slots=True)
class Staged:
    """The rows of a file beside the table they are for."""

    rows: Table
    table: Table

    @property
    def joined(self) -> FromClause:
        """Each row with what the table has for it, if anything."""
        return self.rows.outerjoin(self.table, self._same)

    @property
    def is_new(self) -> ColumnElement[bool]:
        """Has the table no such row?"""
        return self._key_of(self.table)[0].is_(None)

    @property
    def is_changed(self) -> ColumnElement[bool]:
        """Has the table such a row, and does the file say otherwise?"""
        said = (self.rows.c[column.name] for column in self._others)
        differ = [and_(new.isnot(None), new.is_distinct_from(old)) for new, old in zip(said, self._others, strict=True)]
        return and_(self._key_of(self.table)[0].isnot(None), or_(false(), *differ))

    def merged(self, column: Column[Any]) -> ColumnElement[Any]:
        """What the table's column will say: the file's word, or else what was known."""
        return func.coalesce(self.rows.c[column.name], column) if column.name in self.rows.c else column

    async def counted(self, connection: AsyncConnection) -> tuple[int, int]:
        """How many rows are new, and how many are changed."""
        counts = select(func.count().filter(self.is_new), func.count().filter(self.is_changed))
        row = (await connection.execute(counts.select_from(self.joined))).one()
        return row[0], row[1]

    async def write_changed(self, connection: AsyncConnection) -> None:
        """Make the table's rows say what the file says; those that already do aren't touched."""
        merged = {column: self.merged(column) for column in self._others}
        await connection.execute(update(self.table).values(merged).where(self._same, self.is_changed))

    async def write_new(self, connection: AsyncConnection) -> None:
        """Add the rows that the table doesn't have."""
        new = select(*self.rows.c).select_from(self.joined).where(self.is_new)
        await connection.execute(insert(self.table).from_select(self.rows.c.keys(), new))

    async def drop(self, connection: AsyncConnection) -> None:
        """Remove the temporary table, so that the same transaction can stage another file."""
        await connection.execute(DropTable(self.rows))

    @property
    def _same(self) -> ColumnElement[bool]:
        """Are the row and the table's row about the same thing?"""
        pairs = zip(self._key_of(self.rows), self._key_of(self.table), strict=True)
        return and_(*(mine == theirs for mine, theirs in pairs))

    @property
    def _others(self) -> list[Column[Any]]:
        """The table's columns that the file has, without the key."""
        return [column for column in self.table.c if column.name in self.rows.c and not column.primary_key]

    def _key_of(self, either: Table) -> list[Column[Any]]:
        """The columns of the key, in the table or in the rows."""
        return [either.c[column.name] for column in self.table.primary_key]


async def stage(connection: AsyncConnection, sheet: Sheet, table: Table) -> Staged:
    """Copy a sheet's good rows into a temporary table. It is dropped at the transaction's end at the latest."""
    rows = Table(
        f"{table.name}_staged",
        MetaData(),
        *(Column(name, table.c[name].type) for name in sheet.fields),
        prefixes=["TEMPORARY"],
        postgresql_on_commit="DROP",
    )
    await connection.execute(CreateTable(rows))
    await copy(connection, rows.name, sheet.fields, sheet)
    return Staged(rows, table)


async def copy(connection: AsyncConnection, table: str, columns: Sequence[str], batches: Iterable[list[Row]]) -> None:
    """Send rows by PostgreSQL's COPY, in the connection's present transaction, which must have begun."""
    driver = cast("Copies", (await connection.get_raw_connection()).driver_connection)
    await driver.copy_records_to_table(table, records=paced(batches), columns=columns)


async def paced(batches: Iterable[list[Row]]) -> AsyncIterator[Row]:
    """The rows, with a turn for the event loop's other work after each batch."""
    for batch in batches:
        for row in batch:
            yield row
        await asyncio.sleep(0)
