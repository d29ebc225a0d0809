"""Notify on a database of the test's own."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from deploy.local.postgres import Postgres
from services.notify.service import NOTIFY
from services.notify.settings import NotifySettings
from tests.conftest import free_port
from tests.notify.stories import HEAD, Stories, details, joined
from tests.service_fixtures import Bench, bench, fresh, migrated


@pytest.fixture(scope="session")
def notify_database(postgres: Postgres) -> str:
    """A database with notify's tables."""
    return migrated(postgres, NOTIFY)


@pytest.fixture
async def notify(notify_database: str, keys: Path) -> AsyncGenerator[Bench]:
    """Notify, with an empty contact book; its mail goes to a port of this machine where a test may listen."""
    settings = await fresh(
        NotifySettings,
        notify_database,
        keys,
        alliance_name="Ealing Teaching School Alliance",
        sender="post@ealing.example.org",
        office_email="office@ealing.example.org",
        sink_port=free_port(),
    )
    async with bench(NOTIFY, settings, keys) as ready:
        yield ready


@pytest.fixture
def registry_tells(notify: Bench) -> Stories:
    """Registry's facts, on their way to notify."""
    return Stories(notify)


@pytest.fixture
async def welcome(registry_tells: Stories) -> Stories:
    """One welcome is queued, for the head."""
    await registry_tells.tell(details(), joined(0, (HEAD,)))
    return registry_tells
