"""The chores of a service: the bus's own, and what the service has done every day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from shared.messaging import idempotency
from shared.messaging.commands import Commands
from shared.messaging.envelope import Cause
from shared.messaging.housekeeping.chores import Chore
from shared.messaging.housekeeping.states import StateTopics
from shared.messaging.tables import outbox, refused_rows
from shared.messaging.workshop import Workshop

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rota:
    """What has to be done how often."""

    workshop: Workshop[Any]
    commands: Commands[Any]
    states: StateTopics
    daily: Sequence[object]
    cause: Cause

    def chores(self) -> list[Chore]:
        """All of it."""
        of_the_bus = [Chore("answers", HOUR, self.prune_answers), Chore("refused", HOUR, self.prune_refused)]
        states = [Chore("states", DAY, self.states.compare)] if self.states.topics else []
        return [*of_the_bus, *states, *(self._given(command) for command in self.daily)]

    async def prune_answers(self) -> None:
        """Forget answers that were given over seven days ago."""
        async with self.workshop.open(self.cause) as work:
            await idempotency.prune(work.connection, work.now)

    async def prune_refused(self) -> None:
        """What Kafka refused and a newer state has replaced since holds nothing up, and never goes out."""
        replaced = select(outbox.c.id).where(outbox.c.id == refused_rows.c.outbox_id, outbox.c.superseded)
        async with self.workshop.open(self.cause) as work:
            await work.connection.execute(delete(refused_rows).where(replaced.exists()))

    def _given(self, command: object) -> Chore:
        async def give() -> None:
            while await self.commands.do(command, self.cause, routine=True):
                pass

        return Chore(type(command).__name__, DAY, give)
