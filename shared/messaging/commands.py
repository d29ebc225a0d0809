"""Commands: opened, done, committed once, logged in one line, timed, and refused by name."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from time import perf_counter
from types import MappingProxyType
from typing import Any, Generic, TypeVar, get_type_hints

import structlog
from pydantic import TypeAdapter

from shared.kernel.refusal import Refusal
from shared.messaging import idempotency
from shared.messaging.codec import adapter
from shared.messaging.envelope import Cause
from shared.messaging.group_commit import Given, GroupCommit
from shared.messaging.idempotency import Asked
from shared.messaging.work import Work
from shared.messaging.workshop import Workshop
from shared.observability.metrics import Metrics
from shared.persistence.failures import AGAIN, sqlstate

W = TypeVar("W", bound=Work)

UseCase = Callable[[Any, Any], Awaitable[Any]]
"""`async def book_place(command, work) -> answer`."""

Thing = Callable[[Any], Hashable]
"""What a command locks and its like queue for: `attrgetter("course_id")`."""

RETRIES = 3
"""How often a command is tried again when it clashes with another: nothing has happened then."""

log = structlog.get_logger()


class Commands(Generic[W]):
    """Does the commands of a service; those that are `grouped` share a transaction while they queue for one thing."""

    def __init__(
        self,
        use_cases: Mapping[type[Any], UseCase],
        workshop: Workshop[W],
        metrics: Metrics,
        grouped: Mapping[type[Any], Thing] = MappingProxyType({}),
    ) -> None:
        self._use_cases = use_cases
        self._answers: dict[type[Any], TypeAdapter[Any]] = {}
        self._workshop = workshop
        self._metrics = metrics
        self._grouped = grouped
        self._groups = GroupCommit(self._alone, self._together)

    async def do(self, command: object, cause: Cause, asked: Asked | None = None, *, routine: bool = False) -> Any:
        """Do one command and answer what its use case answers.

        A `routine` one, which a machine gives over and over, is only said in the log when it isn't done.
        Raises a `Refusal` by name, `OutcomeUnknown`, or the database's error; a clash's only after three more tries.
        """
        name = type(command).__name__
        began = perf_counter()
        outcome = "failed"
        try:
            answer = await self._do(Given(command, cause.by(command), asked))
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

    async def _do(self, given: Given) -> Any:
        kind = type(given.command)
        if kind not in self._grouped:
            return await self._alone(given)
        return await self._groups.do((kind, self._grouped[kind](given.command)), given)

    async def _alone(self, given: Given) -> Any:
        for clashes in range(1, RETRIES + 1):
            try:
                return (await self._together([given]))[0]
            except Exception as error:
                if sqlstate(error) not in AGAIN:
                    raise
                await asyncio.sleep(0.02 * clashes)
        return (await self._together([given]))[0]

    async def _together(self, group: Sequence[Given]) -> list[Any]:
        """Do them in one transaction, one after the other; what was asked before is answered as it was."""
        async with self._workshop.open_together([given.cause for given in group]) as works:
            asked = [given.asked for given in group if given.asked]
            earlier = await idempotency.take(works[0].connection, asked, works[0].now)
            answers = [await self._answer(given, work, earlier) for given, work in zip(group, works, strict=True)]
            said = {
                given.asked: self._writer(given).dump_json(answer).decode()
                for given, answer in zip(group, answers, strict=True)
                if given.asked and given.asked not in earlier
            }
            await idempotency.keep(works[0].connection, said)
            return answers

    async def _answer(self, given: Given, work: W, earlier: Mapping[Asked, str]) -> Any:
        if given.asked and given.asked in earlier:
            return self._writer(given).validate_json(earlier[given.asked])
        return await self._use_cases[type(given.command)](given.command, work)

    def _writer(self, given: Given) -> TypeAdapter[Any]:
        """The writer of such a command's answers; finding it anew would cost as much as a statement."""
        kind = type(given.command)
        if kind not in self._answers:
            self._answers[kind] = adapter(get_type_hints(self._use_cases[kind])["return"])
        return self._answers[kind]
