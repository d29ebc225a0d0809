"""Support on a database of the test's own."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from deploy.local.keys import make_keys
from deploy.local.postgres import Postgres
from services.support.service import SUPPORT
from services.support.settings import SupportSettings
from tests.service_fixtures import Bench, bench, emptied, migrated
from tests.support.stories import ALLIANCE, Stories


@pytest.fixture(scope="session")
def support_database(postgres: Postgres) -> str:
    """A database with support's tables."""
    return migrated(postgres, SUPPORT)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a key pair for tokens."""
    folder = tmp_path_factory.mktemp("keys")
    make_keys(folder)
    return folder


@pytest.fixture
async def support(support_database: str, keys: Path) -> AsyncGenerator[Bench]:
    """Support, with empty tables."""
    settings = SupportSettings(
        database_url=await emptied(support_database),
        kafka="127.0.0.1:1",
        http_port=1,
        token_public_key=keys / "token.pub",
    )
    async with bench(SUPPORT, settings, keys) as ready:
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
