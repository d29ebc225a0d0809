"""Finance on a database of the test's own, and stories to tell it."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from deploy.local.keys import make_keys
from deploy.local.postgres import Postgres
from services.finance.service import FINANCE
from services.finance.settings import FinanceSettings
from tests.finance.telling import Listener
from tests.service_fixtures import Bench, bench, emptied, migrated


@pytest.fixture(scope="session")
def finance_database(postgres: Postgres) -> str:
    """A database with finance's tables."""
    return migrated(postgres, FINANCE)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a key pair for tokens."""
    folder = tmp_path_factory.mktemp("keys")
    make_keys(folder)
    return folder


@pytest.fixture
async def finance(finance_database: str, keys: Path) -> AsyncGenerator[Bench]:
    """Finance, with empty tables."""
    settings = FinanceSettings(
        database_url=await emptied(finance_database),
        kafka="127.0.0.1:1",
        http_port=1,
        token_public_key=keys / "token.pub",
    )
    async with bench(FINANCE, settings, keys) as ready:
        yield ready


@pytest.fixture
def listener(finance: Bench) -> Listener:
    """Finance's ledger, to which a test tells facts."""
    return Listener(finance)
