"""The main job's way: a place booked over HTTP, until its e-mail lies in the sink and the projection has changed.

First at a steady rate, then as fast as bookings answers. An e-mail is told by its address, one for each booking, and
its time by the sink's file. The projection is heard as everybody hears it, on Kafka: one that counts `n` bookings
answers the first `n`, in the order in which they were accepted.
"""

import asyncio
import json
import math
import time
from bisect import bisect_left
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import chain, cycle
from pathlib import Path
from typing import Any

import httpx
import psutil
from aiokafka import TopicPartition

from deploy.bench.bookings import CREATED, FEE, Body, booking, held_on, people, schedule, wait_until_known
from deploy.bench.bus.pace import beside
from deploy.bench.crowd import post_all
from deploy.bench.lab import PORT_BASE, LabStack, folder, percentiles, say, stack
from deploy.bench.processes import processor_seconds
from deploy.local.place import Place
from deploy.local.ports import HOST
from shared.contracts.topics import INCOME
from shared.kernel.years import AcademicYear
from shared.messaging.patient_consumer import PatientConsumer

RATE = 50
"""Bookings a second."""

MOST = 500
"""Milliseconds after which 95 of 100 are through, at most."""

PLACES = 50
"""Of each course: as many keys as there are courses."""

CLIENTS = 32

DOMAIN = "flow.example.org"

PATIENCE = 120.0
"""Seconds after which what hasn't come is said to be lost."""

LOOK = 0.2
"""Seconds between two looks whether all has come."""

CHECK = 1_000
"""Milliseconds between two looks of the listener whether all is well."""


def measure(seconds: int) -> dict[str, Any]:
    """So many seconds at the steady rate; then everybody once more, as fast as it goes."""
    with folder() as home, stack(home) as running, running.client("bookings") as office:
        say(f"flow: {RATE * seconds:,} people are registered")
        everybody = people(running, RATE * seconds, DOMAIN)
        wait_until_known(everybody, office)
        return asyncio.run(_Flow(running, office, everybody).measure())


class _Projection:
    """What this academic year's courses are said to come to, and when (`time.time`) that was heard."""

    def __init__(self) -> None:
        self._heard: list[tuple[float, int]] = []

    @property
    def pence(self) -> int:
        """The present figure."""
        return self._heard[-1][1] if self._heard else 0

    async def listen(self, consumer: PatientConsumer) -> None:
        """Note every change, as it comes."""
        year = AcademicYear.of(held_on()).begins
        while found := await consumer.getmany(timeout_ms=CHECK):
            for record in chain.from_iterable(found.values()):
                told = json.loads(record.value or b"null")
                if told["academic_year"] == year:
                    self._heard.append((time.time(), told["contracted"]["pence"]))

    def counted(self, bookings: int, since: int) -> list[float]:
        """When it came to one booking more than `since` pence, to two, and so on."""
        figures = [pence for _, pence in self._heard]
        return [self._heard[bisect_left(figures, since + FEE * count)][0] for count in range(1, bookings + 1)]


@dataclass(frozen=True, slots=True)
class _Through:
    """Bookings in the order in which they were accepted: when they were, when projected, when their e-mail arrived."""

    accepted: list[float]
    projected: list[float]
    mailed: list[float]

    def after(self, *what: list[float]) -> list[float]:
        """Seconds from a booking until all of this had come."""
        return [max(moments) - at for at, *moments in zip(self.accepted, *what, strict=True)]


class _Flow:
    """One measuring, on a running stack."""

    def __init__(self, running: LabStack, office: httpx.Client, everybody: Sequence[Body]) -> None:
        self._mail = running.home / "mail"
        self._root = psutil.Process(running.process.pid)
        self._office = office
        self._everybody = everybody
        self._projection = _Projection()

    async def measure(self) -> dict[str, Any]:
        """Both parts, once what came before is through."""
        async with _tail() as consumer, beside(self._projection.listen(consumer)):
            await self._until_through(len(self._everybody), FEE * len(self._everybody))
            return await self._steadily() | {"saturation": await self._at_saturation()}

    async def _steadily(self) -> dict[str, Any]:
        through = await self._book(RATE)
        p50, p95 = percentiles(through.after(through.projected, through.mailed))
        _, projected = percentiles(through.after(through.projected))
        _, mailed = percentiles(through.after(through.mailed))
        figures = {"p50": p50, "p95": p95, "projected_p95": projected, "mailed_p95": mailed}
        found = {f"flow_{name}_ms": round(1000 * seconds) for name, seconds in figures.items()}
        say(
            f"flow: {RATE} bookings a second, from HTTP to e-mail and projection: p50 {found['flow_p50_ms']} ms, "
            f"p95 {found['flow_p95_ms']} ms (bar: at most {MOST}); the projection alone p95 "
            f"{found['flow_projected_p95_ms']} ms, the e-mail alone {found['flow_mailed_p95_ms']} ms"
        )
        return found

    async def _at_saturation(self) -> dict[str, Any]:
        began, before = time.time(), processor_seconds(self._root)
        through = await self._book()
        taken, elapsed = processor_seconds(self._root), time.time() - began
        percent = {part: round(100 * (seconds - before[part]) / elapsed) for part, seconds in taken.items()}
        busy = dict(sorted(percent.items(), key=lambda each: -each[1]))
        paces = {
            "bookings": _a_second(through.accepted, began),
            "finance": _a_second(through.projected, began),
            "notify": _a_second(through.mailed, began),
        }
        limit = min(paces, key=lambda service: paces[service])
        say(
            f"flow: at saturation {paces['bookings']} bookings a second, {paces['finance']} projected, "
            f"{paces['notify']} e-mails; {limit} is the limit. Of a core: "
            + ", ".join(f"{part} {share} %" for part, share in busy.items() if share)
        )
        return {"a_second": paces, "limit": limit, "percent_of_a_core": busy}

    async def _book(self, rate: float = math.inf) -> _Through:
        """Everybody books a place; returns when all of it is through."""
        mails, pence = len(self._mails()), self._projection.pence
        answers = await post_all(str(self._office.base_url), CLIENTS, self._requests(), rate)
        if refused := [each.body for each in answers if each.status != CREATED]:
            raise SystemExit(f"{len(refused)} bookings were refused; the first: {refused[0]}")
        await self._until_through(mails + len(answers), pence + FEE * len(answers))
        arrived = {_person(mail): mail.stat().st_mtime for mail in self._mails()[mails:]}
        accepted = sorted((each.at, number) for number, each in enumerate(answers))
        return _Through(
            [at for at, _ in accepted],
            self._projection.counted(len(answers), pence),
            [arrived[number] for _, number in accepted],
        )

    def _requests(self) -> list[bytes]:
        """One for everybody. Neighbours book different courses, as people do."""
        courses = [schedule(self._office, PLACES) for _ in range(len(self._everybody) // PLACES)]
        pairs = zip(cycle(courses), self._everybody, strict=False)
        return [booking(self._office, course, each) for course, each in pairs]

    def _mails(self) -> list[Path]:
        """In the order of their arrival; the sink names a file after that, and after its recipient."""
        return sorted(self._mail.glob(f"*-p*-{DOMAIN.replace('.', '-')}-*.eml"))

    async def _until_through(self, mails: int, pence: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while len(self._mails()) < mails or self._projection.pence < pence:
            if time.monotonic() > deadline:
                came = f"{len(self._mails()):,} of {mails:,} e-mails, {self._projection.pence:,} of {pence:,} pence"
                raise SystemExit(f"Within {PATIENCE:.0f} s only so much came: {came}.")
            await asyncio.sleep(LOOK)


def _a_second(moments: Sequence[float], began: float) -> int:
    """How many came in a second."""
    return round(len(moments) / (max(moments) - began))


def _person(mail: Path) -> int:
    """The number of whom it is for."""
    return int(mail.name.split("-")[1].removeprefix("p"))


@asynccontextmanager
async def _tail() -> AsyncGenerator[PatientConsumer]:
    """Everything that finance ever said about income, and says from now on."""
    kafka = Place(Path(), PORT_BASE).kafka_port
    consumer = PatientConsumer(bootstrap_servers=f"{HOST}:{kafka}", auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign([TopicPartition(INCOME.name, number) for number in range(INCOME.partitions)])
        yield consumer
    finally:
        await consumer.stop()
