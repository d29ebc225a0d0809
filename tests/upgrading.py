"""A service's database as an earlier version left it, and what is in it."""

import asyncio
from collections.abc import Sequence
from uuid import uuid4

from alembic import command
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.local.postgres import Postgres
from shared.persistence.migrations import configuration
from shared.service import Service
from tests.service_fixtures import administer


def database_at(postgres: Postgres, service: Service, revisions: Sequence[str], filled: str) -> str:
    """A new database brought to those revisions and filled by SQL; its address."""
    name = f"upgraded_{uuid4().hex[:8]}"
    address = make_url(postgres.admin_url).set(database=name).render_as_string(hide_password=False)

    def up(connection: Connection) -> None:
        config = configuration([service.migrations])
        config.attributes["connection"] = connection
        for revision in revisions:
            command.upgrade(config, revision)

    async def make() -> None:
        await administer(postgres.admin_url, f"CREATE DATABASE {name}")
        engine = create_async_engine(make_url(address).set(drivername="postgresql+asyncpg"))
        async with engine.begin() as connection:
            await connection.run_sync(up)
        await engine.dispose()
        await administer(address, filled)

    asyncio.run(make())
    return address


async def rows(address: str, statement: str) -> list[tuple[object, ...]]:
    """What a statement finds."""
    engine = create_async_engine(make_url(address).set(drivername="postgresql+asyncpg"))
    async with engine.connect() as connection:
        found = [tuple(row) for row in await connection.execute(text(statement))]
    await engine.dispose()
    return found
