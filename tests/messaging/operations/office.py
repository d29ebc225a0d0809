"""An operator of the sample service, who asks over HTTP."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import httpx
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.http.asking import asking
from shared.http.operations import operations
from shared.http.problems import map_problems
from shared.http.tokens import callers, sign
from shared.kernel.clock import system_clock
from shared.messaging.commands import Commands
from shared.messaging.envelope import Cause
from shared.messaging.idempotency import Asked
from shared.messaging.kafka_log import Kafka
from shared.messaging.operations.lost import KeepLost
from shared.messaging.operations.office import use_cases
from shared.messaging.operations.searching import Search
from shared.messaging.reader import Reader
from shared.messaging.work import Work
from shared.persistence.transaction import transaction
from tests.http_cases import problem
from tests.messaging.sample import COUNTS, Sample, desk

RED = {"reader": "counter", "topic": COUNTS.name, "key": "red"}
"""The jar that most stories are about."""


@dataclass
class Front:
    """The operators' doors, hung once for all tests: that takes longer than most of them. Behind is a sample."""

    keys: Path
    kafka: Kafka
    app: FastAPI = field(default_factory=FastAPI)
    sample: Sample | None = None

    def __post_init__(self) -> None:
        """Hang the doors."""
        caller = callers(self.keys / "token.pub")
        ask: Any = asking(cast("Any", self), caller)
        map_problems(self.app)
        search = cast("Any", self)
        self.app.include_router(operations(desk(self.kafka), search, ask, self.view, caller))

    async def do(self, command: object, cause: Cause, asked: Asked | None) -> Any:
        """Do a command of the sample's operators."""
        assert self.sample
        commands = Commands(use_cases(desk(self.kafka)), self.sample.workshop, self.sample.metrics)
        return await commands.do(command, cause, asked)

    async def look(self, after: str | None) -> KeepLost:
        """Look for facts of the sample's that were lost."""
        assert self.sample
        return await Search(desk(self.kafka), self.sample.workshop).look(after)

    async def view(self) -> AsyncGenerator[AsyncConnection]:
        """A connection to look at the sample's database."""
        assert self.sample
        async with transaction(self.sample.engine) as connection:
            yield connection


@dataclass
class Office:
    """An operator of a sample."""

    sample: Sample
    front: Front

    def __post_init__(self) -> None:
        """Put the sample behind the doors."""
        self.front.sample = self.sample

    @property
    def app(self) -> FastAPI:
        """The doors."""
        return self.front.app

    def client(self, *roles: str) -> httpx.AsyncClient:
        """Ann with these roles; nobody without any."""
        token = sign(self.front.keys / "token.key", "user:ann", roles, system_clock) if roles else ""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app, raise_app_exceptions=False),
            base_url="http://sample/operations",
            headers={"Authorization": f"Bearer {token}"} if token else {},
        )

    async def look(self, path: str, **asked: Any) -> Any:
        """What an operator sees there."""
        async with self.client("operator") as client:
            answer = await client.get(path, params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def decide(self, path: str, **command: Any) -> Any:
        """What an operator is answered who decides that."""
        answer = await self.ask(path, **command)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def refused(self, path: str, **command: Any) -> str:
        """The kind of the refusal that an operator gets for that."""
        return problem(await self.ask(path, **command))[1]

    async def ask(self, path: str, **command: Any) -> httpx.Response:
        """Ask for that with a key of its own."""
        async with self.client("operator") as client:
            return await client.post(path, json=command, headers={"Idempotency-Key": str(uuid4())})

    async def audit(self) -> list[tuple[str, str | None, int | None, str | None]]:
        """What was decided, oldest first: verb, key, number, why."""
        lines = await self.look("/audit")
        return [(each["what"], each["key"], each["sequence"], each["why"]) for each in reversed(lines)]

    async def everything(self) -> str:
        """All that the database holds but answers to keys, as text."""
        names = await self.sample.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in names if name != "answers"]
        return "\n".join([str(await self.sample.rows(f"SELECT t::text FROM {name} t ORDER BY 1")) for name in tables])


async def drain(reader: Reader[Work]) -> None:
    """Let parked facts follow, as a reader's role does beside its batches."""
    while free := await reader.free_to_follow():
        await reader.apply(free, again=True)
