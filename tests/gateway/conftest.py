"""Gateway on a database of the test's own, without any service behind it."""

from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest

from deploy.local.postgres import Postgres
from services.gateway.service import GATEWAY
from services.gateway.settings import GatewaySettings
from services.gateway.use_cases.make_first_account import MakeFirstAccount
from tests.service_fixtures import Bench, bench, fresh, migrated

OFFICE = "office@ealing.example.org"

NOBODY = "http://127.0.0.1:1"
"""Where no service is."""


@pytest.fixture(scope="session")
def gateway_database(postgres: Postgres) -> str:
    """A database with gateway's tables."""
    return migrated(postgres, GATEWAY)


@pytest.fixture
async def gateway(gateway_database: str, keys: Path) -> AsyncGenerator[Bench]:
    """Gateway, with empty tables."""
    services = {f"{name}_url": NOBODY for name in ("registry", "bookings", "support", "finance", "notify")}
    told = {
        "alliance_name": "Ealing",
        "token_private_key": keys / "token.key",
        "public_url": "http://service",
        **services,
    }
    async with bench(GATEWAY, await fresh(GatewaySettings, gateway_database, keys, **told), keys) as ready:
        yield ready


@pytest.fixture
async def password(gateway: Bench) -> str:
    """The first account's."""
    return await gateway.do(MakeFirstAccount("The office", OFFICE))


@pytest.fixture
async def browser(gateway: Bench) -> AsyncGenerator[httpx.AsyncClient]:
    """A browser that nobody is signed in at."""
    async with gateway.client() as client:
        yield client


async def sign_in(browser: httpx.AsyncClient, password: str, address: str = OFFICE) -> httpx.Response:
    """Try to."""
    return await browser.post("/sign-in", data={"address": address, "password": password, "next": "/"})
