"""What all tests share: one PostgreSQL and one Kafka for the whole run; a database and a topic prefix for each test."""

import os
import socket
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from hypothesis import settings
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from deploy.local.kafka import Kafka as EmbeddedKafka
from deploy.local.keys import make_keys
from deploy.local.postgres import Postgres
from shared.messaging.kafka_log import Kafka
from shared.persistence.engine import create_engine
from tests.local.passable import passable_folder

settings.register_profile("ours", deadline=None)  # a slow machine is no failure
settings.load_profile("ours")


SHARE_AN_INSTALLATION = ("tests/cli/", "tests/e2e/")
"""Folders whose tests share one, and so a worker."""


def pytest_configure() -> None:
    """Kafka lives for a minute or two here: compiling it well costs more CPU than it saves (4.7 s until it is ready
    instead of 2.4 s, and it is started a hundred times)."""
    os.environ.setdefault("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")


class WholeFiles(LoadFileScheduling):
    """Each file goes to one worker, and so do folders whose tests share an installation."""

    def _split_scope(self, nodeid: str) -> str:
        shared = [folder for folder in SHARE_AN_INSTALLATION if nodeid.startswith(folder)]
        return shared[0] if shared else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> WholeFiles:
    """How xdist hands out the tests."""
    return WholeFiles(config, log)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture(scope="session")
def postgres() -> Generator[Postgres]:
    """One PostgreSQL for the run; it needn't survive the machine, so it doesn't wait for the disk."""
    settings = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
    with passable_folder() as folder:
        server = Postgres(folder / "postgres", free_port(), settings=settings)
        server.start()
        yield server
        server.stop()


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a key pair for tokens."""
    folder = tmp_path_factory.mktemp("keys")
    make_keys(folder)
    return folder


@pytest.fixture(scope="session")
def embedded_kafka(tmp_path_factory: pytest.TempPathFactory) -> Generator[EmbeddedKafka]:
    """One Kafka for the run: its first start costs five seconds."""
    server = EmbeddedKafka(tmp_path_factory.mktemp("kafka"), free_port(), free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def kafka(embedded_kafka: EmbeddedKafka) -> Kafka:
    """Kafka with a prefix of this test's own before each topic's name."""
    return Kafka(embedded_kafka.bootstrap, prefix=f"t{uuid4().hex[:8]}.")


@pytest.fixture
async def database_url(postgres: Postgres) -> AsyncGenerator[str]:
    """The address of an empty database of this test's own, gone afterwards."""
    async for url in temporary_database(postgres):
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncGenerator[AsyncEngine]:
    """An engine on an empty database of this test's own."""
    engine = create_engine(database_url, "test")
    yield engine
    await engine.dispose()


async def temporary_database(postgres: Postgres) -> AsyncGenerator[str]:
    """Make a database, hand over its address, drop it."""
    name = f"t{uuid4().hex}"
    await _administer(postgres, f"CREATE DATABASE {name}")
    yield make_url(postgres.admin_url).set(database=name).render_as_string(hide_password=False)
    await _administer(postgres, f"DROP DATABASE {name} WITH (FORCE)")


async def _administer(postgres: Postgres, statement: str) -> None:
    connection = await asyncpg.connect(postgres.admin_url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
