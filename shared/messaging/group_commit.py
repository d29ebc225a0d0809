"""Group commit: commands that queue for the same thing share a transaction (ADR 0015)."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary

import structlog

from shared.messaging.envelope import Cause
from shared.messaging.idempotency import Asked
from shared.persistence.transaction import OutcomeUnknown

log = structlog.get_logger()

MOST = 50
"""Commands in one transaction: what they lock stays locked until the last of them is done."""


@dataclass(frozen=True, slots=True)
class Given:
    """A command as it was given: by whom and why, and with which Idempotency-Key, if any."""

    command: object
    cause: Cause
    asked: Asked | None


@dataclass(slots=True, eq=False)
class _Waiting:
    """A command in the queue, and what came of it when somebody before it did it with theirs."""

    given: Given
    answer: Any = None
    done: bool = False
    unknown: OutcomeUnknown | None = None


@dataclass(eq=False)
class _Queue:
    """Those who want one thing; whoever has the turn does what waits."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: list[_Waiting] = field(default_factory=list[_Waiting])


class GroupCommit:
    """Does commands alone when they come alone, and together when they have to wait for each other anyway.

    Together is an attempt: a refusal or a failure of one undoes it for all, and each then has a transaction of its own.
    """

    def __init__(
        self,
        alone: Callable[[Given], Awaitable[Any]],
        together: Callable[[Sequence[Given]], Awaitable[Sequence[Any]]],
    ) -> None:
        self._alone = alone
        self._together = together
        self._queues: WeakValueDictionary[Hashable, _Queue] = WeakValueDictionary()

    async def do(self, thing: Hashable, given: Given) -> Any:
        """Do a command that wants `thing`, and answer what it answers. Raises as the command alone does."""
        queue = self._queues.setdefault(thing, _Queue())
        this = _Waiting(given)
        queue.waiting.append(this)
        try:
            async with queue.turn:
                if this in queue.waiting:
                    await self._attempt(_next(queue.waiting))
                return await self._came_of(this)
        finally:
            if this in queue.waiting:
                queue.waiting.remove(this)

    async def _attempt(self, group: Sequence[_Waiting]) -> None:
        """Do a group in one transaction, if it is one; what comes of it is noted only when it is sure."""
        if len(group) == 1:
            return
        try:
            answers = await self._together([each.given for each in group])
        except OutcomeUnknown as lost:
            for each in group:
                each.unknown = lost
        except Exception as error:  # noqa: BLE001 - nothing has happened; each finds out alone, and by its own name
            log.info("group_undone", commands=len(group), error=type(error).__name__)
        else:
            for each, answer in zip(group, answers, strict=True):
                each.answer, each.done = answer, True

    async def _came_of(self, this: _Waiting) -> Any:
        if this.unknown:
            raise OutcomeUnknown(str(this.unknown)) from this.unknown
        return this.answer if this.done else await self._alone(this.given)


def _next(waiting: list[_Waiting]) -> list[_Waiting]:
    """Take the next group out of the queue. A twin stays: it gets the answer that is kept for it."""
    group: list[_Waiting] = []
    keys: set[object] = set()
    for each in waiting[:MOST]:
        asked = each.given.asked
        if asked is None or asked.place not in keys:
            group.append(each)
            keys.add(asked and asked.place)
    waiting[:] = [each for each in waiting if each not in group]
    return group
