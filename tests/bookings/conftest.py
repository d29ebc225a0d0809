"""Bookings on a database of the test's own, with two schools and their people."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from deploy.local.keys import make_keys
from deploy.local.postgres import Postgres
from services.bookings.service import BOOKINGS
from services.bookings.settings import BookingsSettings
from tests.bookings.stories import Alliance
from tests.service_fixtures import Bench, bench, emptied, migrated


@pytest.fixture(scope="session")
def bookings_database(postgres: Postgres) -> str:
    """A database with bookings' tables."""
    return migrated(postgres, BOOKINGS)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a key pair for tokens."""
    folder = tmp_path_factory.mktemp("keys")
    make_keys(folder)
    return folder


@pytest.fixture
async def bookings(bookings_database: str, keys: Path) -> AsyncGenerator[Bench]:
    """Bookings, with empty tables."""
    settings = BookingsSettings(
        database_url=await emptied(bookings_database),
        kafka="127.0.0.1:1",
        http_port=1,
        token_public_key=keys / "token.pub",
    )
    async with bench(BOOKINGS, settings, keys) as ready:
        yield ready


@pytest.fixture
async def alliance(bookings: Bench) -> Alliance:
    """Registry has told of two members, with nine people each."""
    ready = Alliance(bookings)
    await ready.joined()
    return ready
