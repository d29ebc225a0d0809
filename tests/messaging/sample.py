"""A little service for trying the bus: it counts what it is told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import uuid_utils.compat
from sqlalchemy import BigInteger, Column, Identity, MetaData, Table, Text, delete, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.fact import fact
from shared.contracts.topics import Topic
from shared.kernel.clock import Clock, system_clock
from shared.kernel.refusal import Refusal
from shared.messaging.codec import Codec
from shared.messaging.commands import Commands, UseCase
from shared.messaging.envelope import Cause
from shared.messaging.idempotency import Asked
from shared.messaging.kafka_log import Kafka
from shared.messaging.operations.desk import Desk
from shared.messaging.perseverance import Perseverance
from shared.messaging.reader import Effect, Read, Reader, Subscription
from shared.messaging.reader_role import ReaderRole
from shared.messaging.relay import Relay
from shared.messaging.timer_role import Timers
from shared.messaging.work import Work
from shared.messaging.workshop import Workshop
from shared.observability.health import Health
from shared.observability.metrics import Metrics

COUNTS = Topic("sample.counts", partitions=3)
CARDS = Topic("sample.cards", partitions=1, state=True)
TOPICS = (COUNTS, CARDS)
CAUSE = Cause("tester")
FOLD = "sums@1"


@fact(topic=COUNTS, key="jar")
@dataclass(frozen=True, slots=True)
class BeanAdded:
    """A bean went into a jar."""

    jar: str
    bean: int


@fact(topic=COUNTS, key="jar")
@dataclass(frozen=True, slots=True)
class LidClosed:
    """A jar was closed: nobody here wants to know."""

    jar: str


@fact(topic=CARDS, key="card_id")
@dataclass(frozen=True, slots=True)
class Card:
    """The present state of a card."""

    card_id: str
    words: str


@fact(topic=CARDS, key="card_id", tombstone=True)
@dataclass(frozen=True, slots=True)
class CardForgotten:
    """A card is no more."""

    card_id: str


FACTS = (BeanAdded, LidClosed, Card, CardForgotten)

METADATA = MetaData()
jars = Table("jars", METADATA, Column("jar", Text, primary_key=True), Column("beans", BigInteger, nullable=False))
seen = Table(
    "seen",
    METADATA,
    Column("place", BigInteger, Identity(), primary_key=True),
    Column("what", Text),
    Column("bean", BigInteger),
)
sums = Table("sums", METADATA, Column("jar", Text, primary_key=True), Column("beans", BigInteger, nullable=False))


@dataclass(frozen=True, slots=True)
class AddBean:
    """Put a bean into a jar."""

    jar: str
    bean: int


class NoMoreBeans(Refusal):
    """There are no beans with a number below 0."""

    kind = "no-more-beans"


async def add_bean(command: AddBean, work: Work) -> int:
    """Add a bean; refuses numbers below 0."""
    if command.bean < 0:
        raise NoMoreBeans("A bean's number is 0 or more.")
    row = insert(jars).values(jar=command.jar, beans=1)
    counted = row.on_conflict_do_update(index_elements=["jar"], set_={"beans": jars.c.beans + 1})
    beans = (await work.connection.execute(counted.returning(jars.c.beans))).scalar_one()
    work.publish(BeanAdded(command.jar, command.bean))
    return beans


async def write_down(work: Work, what: str, bean: int | None = None) -> None:
    """Make an effect that can be counted."""
    await work.connection.execute(insert(seen).values(what=what, bean=bean))


async def note(reads: Sequence[Read], work: Work) -> None:
    """A reader's effect: write each fact down, in the order in which it was told."""
    for read in reads:
        match read.fact:
            case BeanAdded(jar, bean):
                await write_down(work, jar, bean)
            case Card(card_id, words):
                await write_down(work, f"{card_id}: {words}")
            case CardForgotten(card_id):
                await write_down(work, f"{card_id} forgotten")
            case _:
                raise TypeError("nobody wanted this")


async def add_up(reads: Sequence[Read], work: Work) -> None:
    """A fold's effect: the sum of the beans' numbers in each jar."""
    for read in reads:
        if isinstance(read.fact, BeanAdded):
            row = insert(sums).values(jar=read.fact.jar, beans=read.fact.bean)
            added = row.on_conflict_do_update(index_elements=["jar"], set_={"beans": sums.c.beans + row.excluded.beans})
            await work.connection.execute(added)


async def clear_sums(work: Work) -> None:
    """Delete what the fold added up."""
    await work.connection.execute(delete(sums))


def desk(kafka: Kafka) -> Desk:
    """The sample service as its operators see it: a reader, and a fold."""
    return Desk("sample", {"counter": TOPICS, FOLD: TOPICS}, {FOLD: clear_sums}, TOPICS, Codec(FACTS), kafka)


@dataclass
class HandClock:
    """A clock that a test moves by hand."""

    now: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The moment it shows."""
        return self.now


@dataclass
class Sample:
    """One process of the sample service, as `shared.running` would put it together."""

    url: str
    engine: AsyncEngine
    kafka: Kafka
    use_cases: dict[type[Any], UseCase] = field(default_factory=lambda: {AddBean: add_bean})
    clock: Clock = system_clock
    woken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Put it together."""
        self.health = Health(("relay", "consumer", "timers"), self.clock)
        self.metrics = Metrics()
        self.workshop = Workshop(
            self.engine, Work, frozenset(TOPICS), self.clock, uuid_utils.compat.uuid7, self.woken.append
        )
        self.commands = Commands(self.use_cases, self.workshop, self.metrics)

    def forward(self, by: timedelta) -> None:
        """Let time pass, where the clock is moved by hand."""
        assert isinstance(self.clock, HandClock)
        self.clock.now += by

    async def do(self, command: object, asked: Asked | None = None) -> Any:
        """Do a command."""
        return await self.commands.do(command, CAUSE, asked)

    async def tell(self, *facts: Any) -> None:
        """Commit these facts together."""
        async with self.workshop.open(CAUSE) as work:
            work.publish(*facts)

    async def fill(self, jar: str, *beans: int) -> None:
        """Commit one fact for each bean, each in its own transaction."""
        for bean in beans:
            await self.tell(BeanAdded(jar, bean))

    def relay(self, topics: Sequence[Topic] = TOPICS) -> Relay:
        """The relay role; not ready until it has compared heads and sent a page."""
        self.health.not_ready("relay", "starting")
        return Relay(self.url, self.kafka, topics, "sample", self.clock, self.health, self.metrics)

    def reader(self, effect: Effect = note, name: str = "counter", *, codec: Codec | None = None) -> Reader[Work]:
        """A reader of both topics."""
        wants = frozenset((BeanAdded, Card, CardForgotten))
        subscription = Subscription(name, TOPICS, wants, effect)
        return Reader(subscription, codec or Codec(FACTS), self.workshop, self.metrics)

    def fold(self, effect: Effect = add_up) -> Reader[Work]:
        """The fold that adds up."""
        return self.reader(effect, FOLD)

    def patience(self, reader: Reader[Work]) -> Perseverance[Work]:
        """What sees a batch through."""
        return Perseverance(reader, self.health)

    def role(self, reader: Reader[Work]) -> ReaderRole[Work]:
        """A member of the reader's group on Kafka."""
        return ReaderRole(reader, self.kafka, self.health, self.metrics)

    def timers(self) -> Timers[Work]:
        """The timers role."""
        return Timers(self.use_cases, self.workshop, self.health, self.metrics)

    async def rows(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """What a query finds."""
        async with self.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(statement), values)]

    async def value(self, statement: str, **values: Any) -> Any:
        """The one value that a query finds."""
        ((found,),) = await self.rows(statement, **values)
        return found

    async def change(self, statement: str, **values: Any) -> None:
        """Change something by hand."""
        async with self.engine.begin() as connection:
            await connection.execute(text(statement), values)

    async def seen(self) -> list[tuple[str, int | None]]:
        """What the reader wrote down, in its order."""
        return [(what, bean) for what, bean in await self.rows("SELECT what, bean FROM seen ORDER BY place")]

    async def parked(self) -> list[tuple[str, int, str]]:
        """Key, number and reason of whatever is set aside."""
        return await self.rows("SELECT key, sequence, reason FROM parked ORDER BY key, sequence")

    async def unpublished(self) -> int:
        """How many facts haven't gone out."""
        return await self.value("SELECT count(*) FROM outbox WHERE published_at IS NULL AND NOT superseded")
