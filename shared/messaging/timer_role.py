"""Gives the commands whose time has come."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

import structlog
from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.engine import Row

from shared.kernel.refusal import Refusal
from shared.messaging.codec import adapter
from shared.messaging.commands import UseCase
from shared.messaging.envelope import Cause
from shared.messaging.tables import timers
from shared.messaging.work import Work
from shared.messaging.workshop import Workshop
from shared.observability.health import Health
from shared.observability.metrics import Metrics
from shared.persistence.failures import Blame, blame

W = TypeVar("W", bound=Work)

TRIES = 3
"""After so many failures a timer is parked: it waits where somebody can see it."""

BACK_OFF = timedelta(seconds=5)
"""The first wait before a failed timer is tried again."""

EVERY = 1.0
"""Seconds between two looks at the table."""

CAUSE = Cause("service:timers")

log = structlog.get_logger()


class Timers(Generic[W]):
    """The timers role of one process; any number of them share the work."""

    def __init__(
        self, use_cases: Mapping[type[Any], UseCase], workshop: Workshop[W], health: Health, metrics: Metrics
    ) -> None:
        self._use_cases = use_cases
        self._by_name = {command.__name__: command for command in use_cases}
        self._workshop = workshop
        self._health = health
        self._metrics = metrics

    async def run(self) -> None:
        """Fire what is due, once a second, until cancelled; what goes wrong is said, waited for, and tried again."""
        while True:
            try:
                if await self._something_is_due():
                    while await self.fire_one():
                        pass
                self._health.ready("timers")
            except Exception as error:  # noqa: BLE001 - said, and tried again
                waiting = "waiting for the database" if blame(error) is Blame.WORLD else "stopped"
                self._health.not_ready("timers", f"{waiting}: {type(error).__name__}")
                log.warning("timers.interrupted", error=type(error).__name__)
            await asyncio.sleep(EVERY)

    async def fire_one(self) -> bool:
        """Give the command that is longest due; was there one? Command and timer end in one commit."""
        due = None
        try:
            async with self._workshop.open(CAUSE) as work:
                due = await self._due(work)
                if due is None:
                    return False
                work.cause = Cause.from_context(due.context)
                await self._fire(due, work)
        except Exception as error:
            if due is None:
                raise
            await self._put_off(due, error)
        return True

    async def _fire(self, due: Row[Any], work: W) -> None:
        """Do the command in a savepoint: a refusal is an outcome."""
        outcome = "done"
        try:
            async with work.connection.begin_nested():
                kind = self._by_name[due.command]
                command = adapter(kind).validate_json(due.data)
                work.cause = work.cause.by(command)
                await self._use_cases[kind](command, work)
        except Refusal as refusal:
            outcome = refusal.kind
            _discard(work)
        if due.id not in work.reminders:
            await work.connection.execute(delete(timers).where(timers.c.id == due.id))
        log.info("timer", timer=due.id, command=due.command, outcome=outcome)

    async def _put_off(self, due: Row[Any], error: Exception) -> None:
        """It failed, wherever that was, COMMIT included: others go first, and after three failures it is parked.

        The world's failures don't count. A timer that was set anew or given meanwhile is another one.
        """
        tries = due.tries + (blame(error) is not Blame.WORLD)
        async with self._workshop.open(CAUSE) as work:
            noted = {"tries": tries, "at": work.now + max(1, tries) * BACK_OFF, "error": type(error).__name__}
            parked_at = work.now if tries >= TRIES else None
            this = (timers.c.id == due.id, timers.c.at == due.at, timers.c.tries == due.tries)
            await work.connection.execute(update(timers).where(*this).values(**noted, parked_at=parked_at))
        log.warning("timer", timer=due.id, command=due.command, outcome="failed", error=type(error).__name__)

    @staticmethod
    async def _due(work: Work) -> Row[Any] | None:
        query = select(timers).where(timers.c.parked_at.is_(None), timers.c.at <= work.now)
        longest = query.order_by(timers.c.tries, timers.c.at).limit(1).with_for_update(skip_locked=True)
        return (await work.connection.execute(longest)).one_or_none()

    async def _something_is_due(self) -> bool:
        """Look, and say to the metrics how many are parked, and how late the latest is."""
        now = self._workshop.clock()
        async with self._workshop.look() as connection:
            row = (await connection.execute(_NEXT)).one()
        next_at: datetime | None = row[0]
        self._metrics.timers_parked.set(row[1])
        self._metrics.timers_late.set(max(0.0, (now - next_at).total_seconds()) if next_at else 0.0)
        return next_at is not None and next_at <= now


_WAITING = timers.c.parked_at.is_(None)

_NEXT: Select[Any, int] = select(func.min(timers.c.at).filter(_WAITING), func.count().filter(~_WAITING))


def _discard(work: Work) -> None:
    """What a refused command collected must not go out."""
    work.told.clear()
    work.reminders.clear()
    work.woken.clear()
    work.erased.clear()
