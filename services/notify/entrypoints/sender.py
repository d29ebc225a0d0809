"""The sender: takes letters as they fall due, hands them to the mail server, keeps what became of them."""

import asyncio
import contextlib
from datetime import timedelta
from typing import Any

import structlog

from services.notify.adapters import views
from services.notify.adapters.mail_server import choose_mail_server
from services.notify.adapters.smtp import Smtp
from services.notify.domain.email import Letter, Mailbox
from services.notify.entrypoints.queue_watch import QueueWatch
from services.notify.settings import NotifySettings
from services.notify.use_cases.record_outcome import RecordOutcome
from services.notify.use_cases.take_letters import TakeLetters, Taken
from shared.messaging.crash_points import reached
from shared.messaging.envelope import Cause
from shared.persistence.failures import Blame, blame
from shared.persistence.transaction import OutcomeUnknown, looking
from shared.service import Running

LANES = 4
"""Letters handed over side by side, each over a connection of its own."""

TAKERS = 2
"""Takings side by side: lanes that are free while others' letters are being taken needn't wait for that."""

POLL = 2.0
"""Seconds between two looks when nobody woke us, and after a failure of the database."""

GRACE = 3.0
"""Seconds that letters under way may take when the process is asked to end; else they would be uncertain."""

FAREWELL = 0.5
"""Seconds that ending the connections may take."""

OURSELVES = Cause("service:notify")

log = structlog.get_logger()


async def send_mail(running: Running) -> None:
    """The sender role: run until cancelled; then finish the letters under way."""
    settings: NotifySettings = running.settings
    server = choose_mail_server(sink_port=settings.sink_port, smtp_url=settings.smtp_url)
    lanes = [Smtp(server) for _ in range(LANES)]
    sender = Sender(running, lanes)
    try:
        async with asyncio.TaskGroup() as tasks:
            for _ in range(TAKERS):
                tasks.create_task(sender.run())
            tasks.create_task(QueueWatch(running).run())
    finally:
        await asyncio.shield(sender.finish())


class Sender:
    """Hands letters to the lanes that are free."""

    def __init__(self, running: Running, lanes: list[Smtp]) -> None:
        settings: NotifySettings = running.settings
        self._running = running
        self._free = asyncio.Queue[Smtp]()
        self._under_way: set[asyncio.Task[Any]] = set()
        self._failure: BaseException | None = None
        self._sender = Mailbox(settings.alliance_name, settings.sender)
        self._reply_to = Mailbox(settings.alliance_name, settings.office_email)
        self._lease = timedelta(seconds=settings.lease)
        for lane in lanes:
            self._free.put_nowait(lane)

    async def run(self) -> None:
        """Send what is due; rest until woken; wait while the database is away."""
        while True:
            try:
                while await self._start_some():
                    self._running.health.ready("sender")
                self._running.health.ready("sender")
                await self._rest()
            except Exception as error:  # noqa: BLE001 - `blame` says whose it is
                _demand_the_worlds(error)
                self._running.health.not_ready("sender", f"waiting for the database: {type(error).__name__}")
                await asyncio.sleep(POLL)

    async def finish(self) -> None:
        """Wait for the letters under way, three seconds at most; then end the connections that are free.

        One whose letter is still under way would keep us for as long as its server does.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                while self._under_way:
                    await asyncio.wait(self._under_way)
        if goodbyes := [asyncio.create_task(self._free.get_nowait().close()) for _ in range(self._free.qsize())]:
            await asyncio.wait(goodbyes, timeout=FAREWELL)

    async def _rest(self) -> None:
        """Until somebody queued a message here, or one is due: a retry, or what another process has queued."""
        woken = self._running.wakers["sender"]
        while not await _within(POLL, woken):
            async with looking(self._running.engine) as connection:
                if await views.is_due(connection, self._running.clock()):
                    return
        woken.clear()

    async def _start_some(self) -> bool:
        """Begin to send as many letters as lanes are free, at least one; was there one?

        When we are asked to end meanwhile, they are finished too: a letter taken but not handed in would be uncertain.
        """
        lanes = [await self._free.get()]
        if self._failure:
            raise self._failure
        lanes += [self._free.get_nowait() for _ in range(self._free.qsize())]
        taking = asyncio.create_task(self._take(lanes))
        self._under_way.add(taking)
        taking.add_done_callback(self._under_way.discard)
        return await asyncio.shield(taking)

    async def _take(self, lanes: list[Smtp]) -> bool:
        """Take letters in one commit, one for each lane; those without one are free again."""
        letters: list[Taken] = []
        try:
            command = TakeLetters(len(lanes), self._lease)
            letters = await self._running.commands.do(command, OURSELVES, routine=True)
        finally:
            for lane in lanes[len(letters) :]:
                self._free.put_nowait(lane)
        for letter, lane in zip(letters, lanes, strict=False):
            delivery = asyncio.create_task(self._deliver(letter, lane))
            self._under_way.add(delivery)
            delivery.add_done_callback(self._ended)
        return bool(letters)

    def _ended(self, delivery: asyncio.Task[None]) -> None:
        """Forget a delivery that is over; one that failed ends the sender too, so that it is seen."""
        self._under_way.discard(delivery)
        if not delivery.cancelled() and (error := delivery.exception()):
            self._failure = error

    async def _deliver(self, taken: Taken, lane: Smtp) -> None:
        try:
            reached("mail.claimed")
            outcome = await lane.send(self._letter(taken))
            reached("mail.taken")
            await self._record(RecordOutcome(taken.message_id, taken.attempt, outcome), taken.cause)
            reached("mail.recorded")
            log.info("mail", message_id=str(taken.message_id), outcome=type(outcome).__name__)
        finally:
            self._free.put_nowait(lane)

    def _letter(self, taken: Taken) -> Letter:
        recipient = Mailbox(taken.name, taken.address)
        now = self._running.clock()
        return Letter(taken.message_id, self._sender, recipient, taken.email, now, reply_to=self._reply_to)

    async def _record(self, command: RecordOutcome, cause: Cause) -> None:
        """Keep what became of it; while the database is away, keep trying: the letter has gone, or not, already."""
        while True:
            try:
                return await self._running.commands.do(command, cause, routine=True)
            except Exception as error:  # noqa: BLE001 - `blame` says whose it is
                _demand_the_worlds(error)
                await asyncio.sleep(POLL)


async def _within(seconds: float, woken: asyncio.Event) -> bool:
    """Is somebody woken before so many seconds are over?"""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await woken.wait()
    return woken.is_set()


def _demand_the_worlds(error: Exception) -> None:
    """Raise again what waiting won't mend."""
    if not isinstance(error, OutcomeUnknown) and blame(error) is not Blame.WORLD:
        raise error
