"""Opens units of work on a service's database, and commits them."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.contracts.topics import Topic
from shared.kernel.clock import Clock
from shared.messaging import erasures, outbox, timers
from shared.messaging.crash_points import reached
from shared.messaging.envelope import Cause
from shared.messaging.work import Work
from shared.persistence.transaction import looking, transaction

W = TypeVar("W", bound=Work)


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
        async with self.open_together([cause]) as [work]:
            yield work

    @asynccontextmanager
    async def open_together(self, causes: Sequence[Cause]) -> AsyncGenerator[list[W]]:
        """Units of work at one moment in one transaction, one for each cause: all of them happen, or none does.

        Raises as `open` does.
        """
        async with transaction(self.engine) as connection:
            now = self.clock()
            given = {"now": now, "new_id": self.new_id, "topics": self.topics, "tools": self.tools}
            works = [self.kind(connection, cause=cause, **given) for cause in causes]
            yield works
            await self._flush(connection, works, now)
            reached("commit.before")
        reached("commit.after")
        for role in _woken(works):
            self.wake(role)

    def look(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A connection to look at the database by, not to change it."""
        return looking(self.engine)

    async def _flush(self, connection: AsyncConnection, works: Sequence[W], now: datetime) -> None:
        """Write what the works collected: reminders, whom they erase, then the numbered facts, last."""
        reminders = {id_: reminder for work in works for id_, reminder in work.reminders.items()}
        erased = {subject: cause for work in works for subject, cause in work.erased.items()}
        told = [each for work in works for each in work.told]
        await timers.write(connection, reminders.values())
        await erasures.write(connection, erased, now)
        await outbox.write(connection, told, now, self.new_id)


def _woken(works: Sequence[Work]) -> set[str]:
    """The roles that have something to do now."""
    return {role for work in works for role in work.woken} | {"relay" for work in works if work.told}
