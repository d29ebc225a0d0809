"""Notify upgraded where it has run before: it reads again what it passed over, and writes to nobody twice."""

import asyncio
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.local.postgres import Postgres
from services.notify.service import NOTIFY
from shared.persistence.migrations import configuration, migrate
from tests.service_fixtures import administer

FILLED = """
INSERT INTO readers VALUES ('notify', now(), NULL, NULL), ('other', now(), NULL, NULL);
INSERT INTO inbox VALUES ('notify', 'registry.schools', 'a', 3), ('other', 'registry.schools', 'a', 3);
INSERT INTO positions (reader, cluster_id, topic, partition, next_offset, moved_at)
VALUES ('notify', 'c', 'registry.schools', 0, 3, now()), ('other', 'c', 'registry.schools', 0, 3, now());
INSERT INTO messages (message_id, event_id, event_type, actor, correlation_id, template, contact_id, address, filling,
                      state, tries, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002', 'registry.SchoolJoined', 'ann',
        '00000000-0000-0000-0000-000000000003', 'school_joined', '00000000-0000-0000-0000-000000000004', NULL, '{}',
        'waiting', 0, now());
"""


@pytest.fixture
def before(postgres: Postgres) -> str:
    """A database as the version before left it, with a message that waits for its address."""
    name = f"upgraded_{uuid4().hex[:8]}"
    address = make_url(postgres.admin_url).set(database=name).render_as_string(hide_password=False)

    def up_to_0002(connection: Connection) -> None:
        config = configuration([NOTIFY.migrations])
        config.attributes["connection"] = connection
        for revision in ("bus_0003", "notify_0002"):
            command.upgrade(config, revision)

    async def make() -> None:
        await administer(postgres.admin_url, f"CREATE DATABASE {name}")
        engine = create_async_engine(make_url(address).set(drivername="postgresql+asyncpg"))
        async with engine.begin() as connection:
            await connection.run_sync(up_to_0002)
        await engine.dispose()
        await administer(address, FILLED)

    asyncio.run(make())
    return address


async def rows(address: str, statement: str) -> list[tuple[object, ...]]:
    """What a statement finds."""
    engine = create_async_engine(make_url(address).set(drivername="postgresql+asyncpg"))
    async with engine.connect() as connection:
        found = [tuple(row) for row in await connection.execute(text(statement))]
    await engine.dispose()
    return found


async def test_an_upgrade_lets_notify_read_everything_again(before: str) -> None:
    """Its own reader only; since when it may write to people stays what it was."""
    started = await rows(before, "SELECT * FROM readers ORDER BY reader")
    await migrate(before, NOTIFY.migrations)
    assert await rows(before, "SELECT reader FROM inbox UNION ALL SELECT reader FROM positions") == [("other",)] * 2
    assert await rows(before, "SELECT * FROM readers ORDER BY reader") == started


async def test_a_message_from_before_still_goes_to_its_mailbox_and_only_once(before: str) -> None:
    """A fact that is heard again finds it by its addressee."""
    await migrate(before, NOTIFY.migrations)
    ((addressees, about, awaits),) = await rows(before, "SELECT addressees, about, awaits FROM messages")
    mailbox = "contact:00000000-0000-0000-0000-000000000004"
    assert (addressees, about, awaits) == ([mailbox], [mailbox], None)
