"""A service's database is brought to what this build needs."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.persistence.migrations import migrate

OWN = '''
"""A service's own first table."""

import sqlalchemy as sa
from alembic import op

revision = "sample_0001"
down_revision = None
branch_labels = ("sample",)
depends_on = None


def upgrade() -> None:
    """Make it, slowly."""
    op.execute("SELECT pg_sleep(0.3)")
    op.create_table("own", sa.Column("id", sa.Integer(), primary_key=True))
    {more}
'''


def own_migrations(folder: Path, more: str = "") -> Path:
    """A service's folder of migrations."""
    (folder / "0001_own.py").write_text(OWN.format(more=more))
    return folder


async def versions(database: AsyncEngine) -> set[str]:
    """The migrations that were applied."""
    async with database.connect() as connection:
        return {row[0] for row in await connection.execute(text("SELECT version_num FROM alembic_version"))}


async def test_migrating_twice_is_harmless(database_url: str, database: AsyncEngine) -> None:
    """Every process of a service does so on every start."""
    await migrate(database_url)
    before = await versions(database)
    await migrate(database_url)
    assert await versions(database) == before == {"bus_0003"}


async def test_two_that_migrate_at_once_queue(database_url: str, database: AsyncEngine, tmp_path: Path) -> None:
    """The second finds everything done."""
    folder = own_migrations(tmp_path)
    await asyncio.gather(*(migrate(database_url, folder) for _ in range(3)))
    assert await versions(database) == {"bus_0003", "sample_0001"}


async def test_a_migration_that_fails_leaves_nothing_behind(
    database_url: str, database: AsyncEngine, tmp_path: Path
) -> None:
    """All of it is one transaction: mended, it is applied whole."""
    with pytest.raises(DBAPIError, match="division by zero"):
        await migrate(database_url, own_migrations(tmp_path, more='op.execute("SELECT 1 / 0")'))
    async with database.connect() as connection:
        assert (await connection.execute(text("SELECT to_regclass('outbox')"))).scalar_one() is None
    await migrate(database_url, own_migrations(tmp_path))
    assert await versions(database) == {"bus_0003", "sample_0001"}
