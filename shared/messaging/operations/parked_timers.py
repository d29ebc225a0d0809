"""Timers that failed three times: give the command once more, or let it go."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, update

from shared.messaging.operations.audit import note
from shared.messaging.operations.refusals import TimerIsNotParked
from shared.messaging.operations.rehearsal import rehearsing
from shared.messaging.operations.words import Name, Why
from shared.messaging.tables import timers
from shared.messaging.work import Work


@dataclass(frozen=True, slots=True)
class RetryTimer:
    """Give its command again, with three tries."""

    timer: Name
    why: Why = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class DiscardTimer:
    """Its command will not be given."""

    timer: Name
    why: Why = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """The timer's command."""

    command: str


async def retry_timer(command: RetryTimer, work: Work) -> Decided:
    """It is due at once; refuses one that isn't parked."""
    again = {"at": work.now, "tries": 0, "parked_at": None, "error": None}
    async with rehearsing(work, command.dry_run):
        changed = update(timers).where(_parked(command.timer)).values(**again).returning(timers.c.command)
        name = (await work.connection.execute(changed)).scalar_one_or_none()
        await note(work, "timer.retry", command.why, key=command.timer)
        return _decided(name, command.timer)


async def discard_timer(command: DiscardTimer, work: Work) -> Decided:
    """It is gone; refuses one that isn't parked."""
    async with rehearsing(work, command.dry_run):
        gone = delete(timers).where(_parked(command.timer)).returning(timers.c.command)
        name = (await work.connection.execute(gone)).scalar_one_or_none()
        await note(work, "timer.discard", command.why, key=command.timer)
        return _decided(name, command.timer)


def _parked(timer: str) -> Any:
    return and_(timers.c.id == timer, timers.c.parked_at.is_not(None))


def _decided(name: str | None, timer: str) -> Decided:
    if name is None:
        raise TimerIsNotParked(timer)
    return Decided(name)
