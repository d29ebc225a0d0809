"""Commands: opened, done, committed once, logged in one line, timed, and refused by name."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any, Generic, TypeVar, get_type_hints
from uuid import UUID

import structlog
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.contracts.topics import Topic
from shared.kernel.clock import Clock
from shared.kernel.refusal import Refusal
from shared.messaging import erasures, idempotency, outbox, timers
from shared.messaging.codec import adapter
from shared.messaging.crash_points import reached
from shared.messaging.envelope import Cause
from shared.messaging.idempotency import Asked
from shared.messaging.work import Work
from shared.observability.metrics import Metrics
from shared.persistence.failures import AGAIN, sqlstate
from shared.persistence.transaction import transaction

W = TypeVar("W", bound=Work)

UseCase = Callable[[Any, Any], Awaitable[Any]]
"""`async def book_place(command, work) -> answer`."""

RETRIES = 3
"""How often a command is tried again when it clashes with another: nothing has happened then."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Workshop(Generic[W]):
    """Opens units of work on one service's database: the only way to get one, and the only way to commit it."""

    engine: AsyncEngine
    kind: Callable[..., W]
    topics: frozenset[Topic]
    clock: Clock
    new_id: Callable[[], UUID]
    wake: Callable[[str], None]
    tools: Any = None

    @asynccontextmanager
    async def open(self, cause: Cause) -> AsyncGenerator[W]:
        """A unit of work in one transaction, committed with its facts and reminders when the block ends well.

        Raises `OutcomeUnknown`, and whatever the block or the database raises; then nothing has happened.
        """
        async with transaction(self.engine) as connection:
            work = self.on(connection, cause)
            yield work
            await self.flush(work)
            reached("commit.before")
        reached("commit.after")
        for role in work.woken | ({"relay"} if work.told else set[str]()):
            self.wake(role)

    def on(self, connection: AsyncConnection, cause: Cause, now: datetime | None = None) -> W:
        """A unit of work on a transaction that somebody else commits."""
        return self.kind(
            connection,
            now=now or self.clock(),
            cause=cause,
            new_id=self.new_id,
            topics=self.topics,
            tools=self.tools,
        )

    @staticmethod
    async def flush(work: Work) -> None:
        """Write what the work collected: reminders, whom it erases, then the numbered facts, last."""
        await timers.write(work.connection, work.reminders.values())
        await erasures.write(work.connection, work.erased, work.now)
        await outbox.write(work.connection, work.told, work.now, work.new_id)


class Commands(Generic[W]):
    """Does the commands of a service."""

    def __init__(self, use_cases: Mapping[type[Any], UseCase], workshop: Workshop[W], metrics: Metrics) -> None:
        self._use_cases = use_cases
        self._answers: dict[type[Any], TypeAdapter[Any]] = {}
        self._workshop = workshop
        self._metrics = metrics

    async def do(self, command: object, cause: Cause, asked: Asked | None = None, *, routine: bool = False) -> Any:
        """Do one command and answer what its use case answers.

        A `routine` one, which a machine gives over and over, is only said in the log when it isn't done.
        Raises a `Refusal` by name, `OutcomeUnknown`, or the database's error; a clash's only after three more tries.
        """
        name = type(command).__name__
        began = perf_counter()
        outcome = "failed"
        try:
            answer = await self._try(command, cause, asked)
            outcome = "done"
            return answer
        except Refusal as refusal:
            outcome = refusal.kind
            raise
        finally:
            seconds = perf_counter() - began
            self._metrics.commands.labels(command=name, outcome=outcome).observe(seconds)
            if not routine or outcome != "done":
                log.info("command", command=name, actor=cause.actor, outcome=outcome, ms=round(seconds * 1000, 1))

    async def _try(self, command: object, cause: Cause, asked: Asked | None) -> Any:
        for clashes in range(1, RETRIES + 1):
            try:
                return await self._once(command, cause, asked)
            except Exception as error:
                if sqlstate(error) not in AGAIN:
                    raise
                await asyncio.sleep(0.02 * clashes)
        return await self._once(command, cause, asked)

    async def _once(self, command: object, cause: Cause, asked: Asked | None) -> Any:
        use_case, answers = self._use_cases[type(command)], self._answers_to(type(command))
        async with self._workshop.open(cause.by(command)) as work:
            if asked is None:
                return await use_case(command, work)
            earlier = await idempotency.earlier_answer(work.connection, asked, work.now)
            if earlier is not None:
                return answers.validate_json(earlier)
            answer = await use_case(command, work)
            await idempotency.keep_answer(work.connection, asked, answers.dump_json(answer).decode())
            return answer

    def _answers_to(self, kind: type[Any]) -> TypeAdapter[Any]:
        """The writer of such a command's answers; finding it anew would cost as much as a statement."""
        if kind not in self._answers:
            self._answers[kind] = adapter(get_type_hints(self._use_cases[kind])["return"])
        return self._answers[kind]
