"""Finance on a database of the test's own, and stories to tell it."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from deploy.local.postgres import Postgres
from services.finance.service import FINANCE
from services.finance.settings import FinanceSettings
from tests.finance.telling import Listener
from tests.service_fixtures import Bench, bench, fresh, migrated


@pytest.fixture(scope="session")
def finance_database(postgres: Postgres) -> str:
    """A database with finance's tables."""
    return migrated(postgres, FINANCE)


@pytest.fixture
async def finance(finance_database: str, keys: Path) -> AsyncGenerator[Bench]:
    """Finance, with empty tables."""
    async with bench(FINANCE, await fresh(FinanceSettings, finance_database, keys), keys) as ready:
        yield ready


@pytest.fixture
def listener(finance: Bench) -> Listener:
    """Finance's ledger, to which a test tells facts."""
    return Listener(finance)
