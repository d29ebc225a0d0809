"""Ours: the roles of a service as `shared.assembly` makes them, nothing left out."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import uuid_utils.compat
from prometheus_client import Counter
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.bench.bus.ground import Field
from deploy.bench.bus.pace import beside
from deploy.bench.bus.places import FOLD, PLACES, PlaceTaken, letters
from shared.kernel.clock import system_clock
from shared.messaging.codec import Codec
from shared.messaging.reader import Effect, Read, Reader, Subscription
from shared.messaging.reader_role import ReaderRole
from shared.messaging.relay import Relay
from shared.messaging.work import Work
from shared.messaging.workshop import Workshop
from shared.observability.health import Health
from shared.observability.metrics import Metrics
from shared.persistence.engine import create_engine
from shared.service import reacting

READER = "income"
"""The reader that folds."""


@dataclass
class Bus:
    """One process's parts of the bus."""

    at: Field
    engine: AsyncEngine
    wake: Callable[[str], None] = lambda _: None
    health: Health = field(default_factory=lambda: Health(("relay", "consumer"), system_clock))
    metrics: Metrics = field(default_factory=Metrics)

    def relay(self) -> Relay:
        """The owner's relay."""
        return Relay(self.at.url, self.at.kafka, [PLACES], "bench", system_clock, self.health, self.metrics)

    def reader(self, name: str, effect: Effect) -> ReaderRole[Work]:
        """A member of a reader's group."""
        subscription = Subscription(name, (PLACES,), frozenset([PlaceTaken]), effect)
        reader = Reader(subscription, Codec([PlaceTaken]), self.workshop(), self.metrics)
        return ReaderRole(reader, self.at.kafka, self.health, self.metrics)

    def workshop(self) -> Workshop[Work]:
        """Where units of work come from."""
        topics = frozenset([PLACES])
        return Workshop(self.engine, Work, topics, system_clock, uuid_utils.compat.uuid7, self.wake)


@asynccontextmanager
async def bus(at: Field, wake: Callable[[str], None] = lambda _: None) -> AsyncGenerator[Bus]:
    """The parts, on an engine that is closed at the end."""
    engine = create_engine(at.url, "bench")
    try:
        yield Bus(at, engine, wake)
    finally:
        await engine.dispose()


@asynccontextmanager
async def relay(at: Field) -> AsyncGenerator[Callable[[], int]]:
    """Counts what is sent, acknowledged and marked."""
    async with bus(at) as parts, beside(parts.relay().run()):
        yield lambda: _count(parts.metrics.published, {"topic": PLACES.name})


@asynccontextmanager
async def fold(at: Field) -> AsyncGenerator[Callable[[], int]]:
    """Counts what is folded and committed."""
    async with bus(at) as parts, beside(parts.reader(READER, add_up).run()):
        yield lambda: _count(parts.metrics.read, {"reader": READER, "outcome": "applied"})


@asynccontextmanager
async def reaction(at: Field) -> AsyncGenerator[Callable[[], int]]:
    """Counts what is reacted to and committed."""
    effect = reacting({PlaceTaken: [write_letter]})
    async with bus(at) as parts, beside(parts.reader("letters", effect).run()):
        yield lambda: _count(parts.metrics.read, {"reader": "letters", "outcome": "applied"})


async def add_up(reads: Sequence[Read], work: Work) -> None:
    """A fold: one bulk statement."""
    values = {"courses": [read.fact.course_id for read in reads], "fees": [read.fact.fee for read in reads]}
    await work.connection.execute(_FOLD, values)


async def write_letter(taken: PlaceTaken, work: Work) -> None:
    """A reaction: one statement for one fact."""
    await work.connection.execute(insert(letters).values(course=taken.course_id, person=taken.person_id))


_FOLD = text(FOLD.format(courses=":courses", fees=":fees"))


def _count(counter: Counter, labels: dict[str, str]) -> int:
    found = [each.value for each in next(iter(counter.collect())).samples if each.labels == labels]
    return int(found[0]) if found else 0
