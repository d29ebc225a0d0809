"""What migrations make, and what the code declares, is the same: of every service, its part of the bus included."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from deploy.contracts.maps import every_service
from shared.messaging.tables import METADATA
from shared.persistence.migrations import migrate
from shared.persistence.personal import is_personal
from shared.service import Service

each_service = pytest.mark.parametrize("service", every_service(), ids=lambda service: service.name)


@each_service
async def test_the_migrations_make_the_tables_that_the_code_declares(
    service: Service, database_url: str, database: AsyncEngine
) -> None:
    """Column by column, with types, defaults, comments, constraints and indexes, as PostgreSQL itself writes them."""
    async with database.connect() as connection:  # rolled back: what is declared must be gone again
        for tables in (METADATA, service.tables):
            await connection.run_sync(tables.create_all)
        declared = await lines(connection, _CATALOGUE)
    await migrate(database_url, service.migrations)
    async with database.connect() as connection:
        assert await lines(connection, _CATALOGUE) == declared


@each_service
async def test_of_what_is_personal_there_are_no_statistics(
    service: Service, database_url: str, database: AsyncEngine
) -> None:
    """They would quote values (ADR 0012), of indexes on expressions too; of all other columns there are."""
    tables = [*METADATA.sorted_tables, *service.tables.sorted_tables]
    await migrate(database_url, service.migrations)
    async with database.connect() as connection:
        assert await lines(connection, _WITHOUT_STATISTICS) == personal(tables)


def personal(tables: Sequence[Table]) -> list[str]:
    """The marked columns, and the expressions in indexes that have one in them."""
    marked = {f"{table.name}.{column.name}" for table in tables for column in table.columns if is_personal(column)}
    indexed = {
        f"{table.name}.{index.name}"
        for table in tables
        for index in table.indexes
        if any(is_personal(column) for column in index.columns) and set(index.expressions) - set(table.columns)
    }
    return sorted(marked | indexed)


async def lines(connection: AsyncConnection, query: str) -> list[str]:
    """The one column of what a query finds, in order."""
    return sorted((await connection.execute(text(query))).scalars())


_CATALOGUE = """
WITH ours AS (
    SELECT oid, relname FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
)
SELECT concat_ws(' ', 'table', relname, obj_description(oid)) FROM ours
 UNION ALL
SELECT concat_ws(' ', 'column', relname || '.' || attname, format_type(atttypid, atttypmod), 'collation ' || collname,
                 CASE WHEN attnotnull THEN 'not null' END, 'identity ' || nullif(attidentity::text, ''),
                 'generated ' || nullif(attgenerated::text, ''), pg_get_expr(adbin, adrelid),
                 col_description(ours.oid, attnum))
  FROM ours JOIN pg_attribute ON attrelid = ours.oid
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  LEFT JOIN pg_collation ON pg_collation.oid = attcollation AND collname <> 'default'
 WHERE attnum > 0 AND NOT attisdropped
 UNION ALL
SELECT concat_ws(' ', 'constraint', relname || '.' || conname, pg_get_constraintdef(pg_constraint.oid))
  FROM ours JOIN pg_constraint ON conrelid = ours.oid WHERE contype <> 'n'
 UNION ALL
SELECT pg_get_indexdef(indexrelid) FROM ours JOIN pg_index ON indrelid = ours.oid
"""

_WITHOUT_STATISTICS = """
SELECT concat(owner.relname || '.', relation.relname, '.' || CASE WHEN owner.oid IS NULL THEN attname END)
  FROM pg_class relation JOIN pg_attribute ON attrelid = relation.oid
  LEFT JOIN pg_index ON indexrelid = relation.oid
  LEFT JOIN pg_class owner ON owner.oid = indrelid
 WHERE relation.relnamespace = 'public'::regnamespace AND attstattarget = 0
"""
