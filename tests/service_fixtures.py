"""A service put together as `make run` does it, on a database of the test's own. No Kafka: tests read the outbox."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
import httpx
from fastapi import FastAPI
from sqlalchemy import MetaData, select, text
from sqlalchemy.engine import make_url

from deploy.local.postgres import Postgres
from shared.assembly import Process, assemble
from shared.contracts.all import ALL_FACTS
from shared.http.tokens import sign
from shared.kernel.clock import system_clock
from shared.messaging.codec import Codec
from shared.messaging.envelope import Cause, Envelope
from shared.messaging.tables import outbox
from shared.messaging.timer_role import Timers
from shared.observability.health import Health
from shared.observability.metrics import Metrics
from shared.persistence.engine import create_engine
from shared.persistence.migrations import migrate
from shared.service import Service
from shared.settings import ServiceSettings

S = TypeVar("S", bound=ServiceSettings)

NOON = datetime(2027, 3, 12, 12, tzinfo=UTC)
"""A Friday."""

EMPTY = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
DO $$
DECLARE name text;
BEGIN
    SET LOCAL session_replication_role = replica;  -- no look at foreign keys: every table is emptied
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'alembic%' LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
END $$
"""

ANN = Cause("user:ann", correlation_id=UUID(int=0xA11))


@dataclass
class HandClock:
    """A clock that a test moves by hand."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        """The moment it shows."""
        return self.now

    def pass_by(self, seconds: float) -> datetime:
        """So much later."""
        self.now += timedelta(seconds=seconds)
        return self.now


@dataclass(frozen=True)
class Told:
    """A row of the outbox: the fact as a reader would get it, with its place in its key's story."""

    fact: Any
    envelope: Envelope
    transaction: str


@dataclass
class Bench:
    """One service, ready to be tried."""

    service: Service
    process: Process
    clock: HandClock
    keys: Path
    database_url: str
    codec: Codec = field(default_factory=lambda: Codec(ALL_FACTS))

    async def do(self, command: object, cause: Cause = ANN) -> Any:
        """Do a command of the service's."""
        return await self.process.running.commands.do(command, cause)

    async def fire_timers(self) -> int:
        """Give the commands that are due; how many there were."""
        running = self.process.running
        timers = Timers(self.service.commands, running.workshop, Health(("timers",), self.clock), Metrics())
        count = 0
        while await timers.fire_one():
            count += 1
        return count

    async def told(self, *kinds: type[Any]) -> list[Any]:
        """The facts told so far, in order; all kinds, unless some are named."""
        return [each.fact for each in await self.outbox() if not kinds or isinstance(each.fact, kinds)]

    async def outbox(self) -> list[Told]:
        """The outbox, row by row; what a newer state replaced is left out."""
        rows = select(outbox, text("xmin::text AS wrote")).where(~outbox.c.superseded).order_by(outbox.c.id)
        async with self.process.running.engine.connect() as connection:
            return [self._told(row) for row in await connection.execute(rows)]

    async def contents(self, tables: MetaData | None = None) -> str:
        """Everything that the database holds, or those tables, as text: for looking whether something is in it."""
        found = await self.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        names = [row[0] for row in found if tables is None or row[0] in tables.tables]
        return "\n".join([str(await self.query(f'SELECT t::text FROM "{name}" t ORDER BY 1')) for name in names])

    async def query(self, statement: str, **values: Any) -> list[Any]:
        """The rows of any statement; what it changes is committed."""
        async with self.process.running.engine.begin() as connection:
            result = await connection.execute(text(statement), values)
            return list(result.all()) if result.returns_rows else []

    @property
    def app(self) -> FastAPI:
        """The service's HTTP side."""
        return self.process.app

    def client(self, *roles: str, token: str | None = None) -> httpx.AsyncClient:
        """Somebody with these roles, or with any token; without either, nobody."""
        if roles:
            token = sign(self.keys / "token.key", "user:ann", roles, system_clock)
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app, raise_app_exceptions=False),
            base_url="http://service",
            headers={"Authorization": f"Bearer {token}"} if token else {},
        )

    def routes(self) -> set[tuple[str, str]]:
        """Method and path of each of the service's own routes; the operators' are every service's."""
        paths: dict[str, dict[str, Any]] = self.app.openapi()["paths"]
        mine = {(method.upper(), path) for path, methods in paths.items() for method in methods}
        return {(method, path) for method, path in mine if not path.startswith(("/health", "/metrics", "/operations"))}

    def _told(self, row: Any) -> Told:
        envelope = Envelope(
            row.event_id,
            row.type,
            row.version,
            row.topic,
            row.key,
            row.sequence,
            row.recorded_at,
            Cause.from_context(row.context),
        )
        data = None if row.data is None else row.data.encode()
        return Told(self.codec.decode(envelope, data), envelope, row.wrote)


@asynccontextmanager
async def bench(service: Service, settings: ServiceSettings, keys: Path) -> AsyncGenerator[Bench]:
    """The service on a database that is migrated already; its roles don't run, but for what a test starts."""
    engine, clock = create_engine(settings.database_url, "test"), HandClock()
    process = assemble(service, settings, ("http", "relay", *service.workers), engine, clock)
    try:
        yield Bench(service, process, clock, keys, settings.database_url)
    finally:
        await engine.dispose()


def migrated(postgres: Postgres, service: Service) -> str:
    """The address of a database with the service's tables."""
    name = f"tried_{service.name}"
    address = make_url(postgres.admin_url).set(database=name).render_as_string(hide_password=False)

    async def make() -> None:
        await administer(postgres.admin_url, f"CREATE DATABASE {name}")
        await migrate(address, service.migrations)

    asyncio.run(make())
    return address


async def fresh(settings: type[S], database_url: str, keys: Path, **told: Any) -> S:
    """A service's settings, with that database, emptied; without a Kafka, unless told of one."""
    usual: dict[str, Any] = {"kafka": "127.0.0.1:1", "http_port": 1, "token_public_key": keys / "token.pub"}
    return settings(database_url=await emptied(database_url), **usual | told)


async def emptied(database_url: str) -> str:
    """The database without a row, and without whomever an earlier test left there; a new one costs ten times that."""
    await administer(database_url, EMPTY)
    return database_url


async def administer(database_url: str, statement: str) -> None:
    """Run a statement on a connection of its own."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def until(holds: Callable[[], Any], seconds: float = 10) -> None:
    """Wait until it holds; `holds` may answer a coroutine."""
    async with asyncio.timeout(seconds):
        while not await answered(holds()):  # noqa: ASYNC110 - what is waited for happens elsewhere
            await asyncio.sleep(0.01)


async def answered(answer: Any) -> Any:
    """The answer, awaited where it must be."""
    return await answer if asyncio.iscoroutine(answer) else answer


def kinds(facts: Collection[object]) -> list[str]:
    """The facts' names."""
    return [type(fact).__name__ for fact in facts]
