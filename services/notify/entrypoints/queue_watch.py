"""Watches the queue: gives up what a dead sender left behind, measures, and says what waits too long."""

import asyncio
from datetime import datetime, timedelta

import structlog

from services.notify.adapters import views
from services.notify.domain.message import State
from services.notify.use_cases.give_up_lost import GiveUpLost
from shared.messaging.envelope import Cause
from shared.persistence.failures import Blame, blame
from shared.persistence.transaction import OutcomeUnknown, looking
from shared.service import Running

EVERY = 5.0
"""Seconds between two looks."""

TOO_LONG = timedelta(days=1)
"""So long may a message wait for an address before somebody should look."""

SAID_EVERY = timedelta(hours=1)
"""The same alert isn't said more often."""

log = structlog.get_logger()


class QueueWatch:
    """Looks at the queue every five seconds."""

    def __init__(self, running: Running) -> None:
        self._running = running
        self._said: datetime | None = None

    async def run(self) -> None:
        """Look until cancelled; while the database is away, wait for it."""
        while True:
            try:
                await self._running.commands.do(GiveUpLost(), Cause("service:notify"), routine=True)
                await self._look()
            except Exception as error:
                if not isinstance(error, OutcomeUnknown) and blame(error) is not Blame.WORLD:
                    raise
            await asyncio.sleep(EVERY)

    async def _look(self) -> None:
        now = self._running.clock()
        async with looking(self._running.engine) as connection:
            queue = await views.queue(connection, now)
        for state, count in queue.by_state.items():
            self._running.metrics.messages.labels(state=state).set(count)
        self._running.metrics.messages_waiting_age.set(queue.longest_wait)
        if timedelta(seconds=queue.longest_wait) > TOO_LONG:
            self._alert(queue, now)

    def _alert(self, queue: views.Queue, now: datetime) -> None:
        """A message has waited for its address for over a day: an hourly warning, besides the metric."""
        if self._said is None or now - self._said >= SAID_EVERY:
            self._said = now
            days = round(queue.longest_wait / 86_400, 1)
            log.warning("mail.waits_for_an_address", messages=queue.by_state[State.WAITING], longest_days=days)
