"""The sample service, on a migrated database of the test's own."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from deploy.local.postgres import Postgres
from shared.messaging import assignment, perseverance, reader_role, relay, timer_role
from shared.messaging.kafka_log import Kafka
from shared.messaging.outbox_rows import Connection
from shared.persistence.engine import create_engine
from shared.persistence.migrations import migrate
from tests.messaging.sample import METADATA, HandClock, Sample


@pytest.fixture(scope="session")
def template(postgres: Postgres) -> str:
    """A database with the bus's tables and the sample's, to be copied: migrating anew takes ten times as long."""
    name = f"template_{uuid4().hex}"
    asyncio.run(_make_template(postgres, name))
    return name


@pytest.fixture
async def url(postgres: Postgres, template: str) -> AsyncGenerator[str]:
    """The address of a migrated database of this test's own."""
    name = f"t{uuid4().hex}"
    await _administer(postgres, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    yield _address(postgres, name)
    await _administer(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def sample(url: str, kafka: Kafka) -> AsyncGenerator[Sample]:
    """One process of the sample service."""
    engine = create_engine(url, "sample")
    yield Sample(url, engine, kafka)
    await engine.dispose()


@pytest.fixture
async def quiet(url: str) -> AsyncGenerator[Sample]:
    """The sample service without any Kafka, and with a clock moved by hand."""
    engine = create_engine(url, "sample")
    yield Sample(url, engine, Kafka("127.0.0.1:1"), clock=HandClock())
    await engine.dispose()


@asynccontextmanager
async def connected(url: str) -> AsyncGenerator[Connection]:
    """A session of its own."""
    opened = await asyncpg.connect(url, server_settings={"lock_timeout": "100ms"})
    try:
        yield opened
    finally:
        await opened.close()


@pytest.fixture
async def connection(url: str) -> AsyncGenerator[Connection]:
    """The housekeeper's connection."""
    async with connected(url) as opened:
        yield opened


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for seconds in the field waits for moments here."""
    monkeypatch.setattr(relay, "POLL", 0.1)
    monkeypatch.setattr(perseverance, "WAITS", (0.01, 0.02, 0.03))
    monkeypatch.setattr(perseverance, "STOPPED", 0.1)
    for module in (perseverance, assignment, reader_role):
        monkeypatch.setattr(module, "PAUSE", 0.1)
    monkeypatch.setattr(reader_role, "LOOK", 0.2)
    monkeypatch.setattr(timer_role, "EVERY", 0.05)


async def _make_template(postgres: Postgres, name: str) -> None:
    await _administer(postgres, f"CREATE DATABASE {name}")
    address = _address(postgres, name)
    await migrate(address)
    engine = create_engine(address, "test")
    async with engine.begin() as connection:
        await connection.run_sync(METADATA.create_all)
    await engine.dispose()


def _address(postgres: Postgres, name: str) -> str:
    return make_url(postgres.admin_url).set(database=name).render_as_string(hide_password=False)


async def _administer(postgres: Postgres, statement: str) -> None:
    connection = await asyncpg.connect(postgres.admin_url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
