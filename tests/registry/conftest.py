"""Registry on a database of the test's own, and a small national register to play with."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from deploy.local.keys import make_keys
from deploy.local.postgres import Postgres
from services.registry.service import REGISTRY
from services.registry.settings import RegistrySettings
from tests.registry.imports import Imports
from tests.service_fixtures import Bench, bench, emptied, migrated


@pytest.fixture(scope="session")
def registry_database(postgres: Postgres) -> str:
    """A database with registry's tables."""
    return migrated(postgres, REGISTRY)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a key pair for tokens."""
    folder = tmp_path_factory.mktemp("keys")
    make_keys(folder)
    return folder


@pytest.fixture
async def registry(registry_database: str, keys: Path) -> AsyncGenerator[Bench]:
    """Registry, with empty tables."""
    settings = RegistrySettings(
        database_url=await emptied(registry_database),
        kafka="127.0.0.1:1",
        http_port=1,
        token_public_key=keys / "token.pub",
    )
    async with bench(REGISTRY, settings, keys) as ready:
        yield ready


@pytest.fixture
async def imports(registry: Bench, tmp_path: Path) -> Imports:
    """Imports into registry; the small register is there already."""
    ready = Imports(registry, tmp_path)
    await ready.small_register()
    return ready
