"""The ground on which all of them run: one durable PostgreSQL, one Kafka; a fresh database and topic for each turn."""

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import count

import asyncpg
from sqlalchemy.engine import make_url

from deploy.bench.bus.places import METADATA
from deploy.bench.lab import folder, free_port
from deploy.local.kafka import Kafka as EmbeddedKafka
from deploy.local.postgres import Postgres
from shared.messaging.kafka_log import Kafka
from shared.persistence.engine import create_engine
from shared.persistence.migrations import migrate


@dataclass(frozen=True, slots=True)
class Field:
    """Where one turn takes place: a database, and a Kafka on which our topics have a prefix of their own."""

    url: str
    kafka: Kafka


@dataclass(frozen=True, slots=True)
class Ground:
    """The two servers."""

    postgres: Postgres
    bootstrap: str
    numbers: "count[int]"

    def url(self, name: str) -> str:
        """The address of a database."""
        return make_url(self.postgres.admin_url).set(database=name).render_as_string(hide_password=False)

    async def make(self, name: str) -> str:
        """A database with the bus's tables and the bench's; its address."""
        await self._administer(f"CREATE DATABASE {name}")
        await migrate(self.url(name))
        engine = create_engine(self.url(name), "bench")
        async with engine.begin() as connection:
            await connection.run_sync(METADATA.create_all)
        await engine.dispose()
        return self.url(name)

    @asynccontextmanager
    async def field(self, like: str) -> AsyncGenerator[Field]:
        """A copy of that database, and a Kafka where nothing has been sent; the copy is dropped at the end."""
        name = f"field{next(self.numbers)}"
        await self._administer(f"CREATE DATABASE {name} TEMPLATE {like}")
        yield self.at(name)
        await self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    def at(self, name: str) -> Field:
        """That database, and a Kafka where nothing has been sent under its name."""
        return Field(self.url(name), Kafka(self.bootstrap, f"{name}."))

    async def _administer(self, statement: str) -> None:
        connection = await asyncpg.connect(self.postgres.admin_url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@contextmanager
def ground() -> Generator[Ground]:
    """Start both servers, with the settings that `make run` gives them; stopped and gone at the end."""
    with folder() as home:
        postgres = Postgres(home / "postgres", free_port())
        kafka = EmbeddedKafka(home / "kafka", free_port(), free_port())
        try:
            postgres.start()
            kafka.start()
            yield Ground(postgres, kafka.bootstrap, count())
        finally:
            kafka.stop()
            postgres.stop()
