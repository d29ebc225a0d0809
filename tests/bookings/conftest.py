"""Bookings on a database of the test's own, with two schools and their people."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from deploy.local.postgres import Postgres
from services.bookings.service import BOOKINGS
from services.bookings.settings import BookingsSettings
from tests.bookings.stories import Alliance
from tests.service_fixtures import Bench, bench, fresh, migrated


@pytest.fixture(scope="session")
def bookings_database(postgres: Postgres) -> str:
    """A database with bookings' tables."""
    return migrated(postgres, BOOKINGS)


@pytest.fixture
async def bookings(bookings_database: str, keys: Path) -> AsyncGenerator[Bench]:
    """Bookings, with empty tables."""
    async with bench(BOOKINGS, await fresh(BookingsSettings, bookings_database, keys), keys) as ready:
        yield ready


@pytest.fixture
async def alliance(bookings: Bench) -> Alliance:
    """Registry has told of two members, with nine people each."""
    ready = Alliance(bookings)
    await ready.joined()
    return ready
