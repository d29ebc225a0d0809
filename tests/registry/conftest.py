"""Registry on a database of the test's own, and a small national register to play with."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from deploy.local.postgres import Postgres
from services.registry.service import REGISTRY
from services.registry.settings import RegistrySettings
from tests.registry.imports import Imports
from tests.service_fixtures import Bench, bench, fresh, migrated


@pytest.fixture(scope="session")
def registry_database(postgres: Postgres) -> str:
    """A database with registry's tables."""
    return migrated(postgres, REGISTRY)


@pytest.fixture
async def registry(registry_database: str, keys: Path) -> AsyncGenerator[Bench]:
    """Registry, with empty tables."""
    async with bench(REGISTRY, await fresh(RegistrySettings, registry_database, keys), keys) as ready:
        yield ready


@pytest.fixture
async def imports(registry: Bench, tmp_path: Path) -> Imports:
    """Imports into registry; the small register is there already."""
    ready = Imports(registry, tmp_path)
    await ready.small_register()
    return ready
