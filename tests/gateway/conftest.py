"""Gateway on a database of the test's own, without any service behind it."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local.postgres import Postgres
from services.gateway.adapters.services import Down, Service
from services.gateway.entrypoints.pages.desk import csrf_of
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
def public_url() -> str:
    """How browsers reach it."""
    return "http://service"


@pytest.fixture
async def gateway(gateway_database: str, keys: Path, public_url: str) -> AsyncGenerator[Bench]:
    """Gateway, with empty tables."""
    services = {f"{name}_url": NOBODY for name in ("registry", "bookings", "support", "finance", "notify")}
    told = {
        "alliance_name": "Ealing",
        "token_private_key": keys / "token.key",
        "public_url": public_url,
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


@dataclass
class Behind:
    """What the services say to each path, as a test lays it out; what isn't laid out is down. Keeps what it was told.

    An exception that is laid out is raised: a `Refused`, say.
    """

    says: dict[str, Any] = field(default_factory=dict[str, Any])
    told: list[tuple[str, str, Any]] = field(default_factory=list[tuple[str, str, Any]])

    async def send(self, service: Service, method: str, path: str, _: object = None, **more: Any) -> Any:
        """Instead of sending it."""
        if method != "GET":
            self.told.append((method, path, more.get("json")))
        answer = self.says.get(path, self.says.get(f"{method} {path}", Down(service.name)))
        if isinstance(answer, Exception):
            raise answer
        return answer(more.get("params", {})) if callable(answer) else answer


@pytest.fixture
def behind(monkeypatch: pytest.MonkeyPatch) -> Behind:
    """The services behind the pages."""
    ready = Behind()

    async def send(service: Service, *sent: Any, **more: Any) -> Any:
        return await ready.send(service, *sent, **more)

    monkeypatch.setattr(Service, "_send", send)
    return ready


@pytest.fixture
async def csrf(browser: httpx.AsyncClient, password: str) -> str:
    """The browser is signed in as an admin; what its forms have to bring."""
    await sign_in(browser, password)
    return csrf_of(browser.cookies["alliance"])
