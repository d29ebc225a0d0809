"""Support on a database of the test's own."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from deploy.local.postgres import Postgres
from services.support.service import SUPPORT
from services.support.settings import SupportSettings
from tests.service_fixtures import Bench, bench, fresh, migrated
from tests.support.stories import ALLIANCE
from tests.telling import Stories


@pytest.fixture(scope="session")
def support_database(postgres: Postgres) -> str:
    """A database with support's tables."""
    return migrated(postgres, SUPPORT)


@pytest.fixture
async def support(support_database: str, keys: Path) -> AsyncGenerator[Bench]:
    """Support, with empty tables."""
    async with bench(SUPPORT, await fresh(SupportSettings, support_database, keys), keys) as ready:
        yield ready


@pytest.fixture
def registry_tells(support: Bench) -> Stories:
    """Registry's facts, on their way to support."""
    return Stories(support)


@pytest.fixture
async def alliance(registry_tells: Stories) -> Stories:
    """Two members, an introduced school, a teacher and a head are known."""
    await registry_tells.tell(*ALLIANCE)
    return registry_tells
