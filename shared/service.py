"""A service, declared once: what it does on command and on facts, what it publishes, what it runs besides."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import ASGIApp

from shared.contracts.all import ALL_FACTS
from shared.contracts.fact import fact_type
from shared.contracts.topics import Topic
from shared.http.tokens import Caller
from shared.kernel.clock import Clock
from shared.messaging.codec import Codec
from shared.messaging.commands import Commands, Thing, UseCase
from shared.messaging.kafka_log import Kafka
from shared.messaging.operations.desk import Clear, Desk
from shared.messaging.reader import Effect, Read, Subscription
from shared.messaging.tables import METADATA, outbox
from shared.messaging.work import Work
from shared.messaging.workshop import Workshop
from shared.observability.health import Health
from shared.observability.metrics import Metrics
from shared.persistence.personal import personal_tables

Reaction = Callable[[Any, Any], Awaitable[None]]
"""`async def reaction(fact, work)`: decides something because of another service's fact."""


@dataclass(frozen=True, slots=True)
class Fold:
    """A projection that can be thrown away and read anew; named `name@version`, a reader of its own.

    `clear` deletes all that `effect` has ever written, so that it can be rebuilt.
    """

    name: str
    facts: frozenset[type[Any]]
    effect: Effect
    clear: Clear


@dataclass(frozen=True, slots=True)
class Doors:
    """What a service's routes are built from; each is a FastAPI dependency.

    `ask` and `bring` answer an `Asking`, the latter for a request that brings a file; `view` a connection to read on.
    """

    ask: Callable[..., Any]
    bring: Callable[..., Any]
    caller: Callable[..., Awaitable[Caller]]
    view: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Running:
    """A running process of a service: what its own workers may use. `wakers`: set when a worker has something to do."""

    settings: Any
    engine: AsyncEngine
    workshop: Workshop[Any]
    commands: Commands[Any]
    clock: Clock
    health: Health
    metrics: Metrics
    wakers: Mapping[str, asyncio.Event]


Worker = Callable[[Running], Awaitable[None]]
"""`async def send_mail(running)`: a role of the service's own; runs until cancelled."""


Pages = Callable[[Running], ASGIApp]
"""What a service shows to browsers, at every path that isn't one of its routes'."""


def no_tools(_: Any) -> None:
    """A service whose units of work need nothing but the database."""


@dataclass(frozen=True, slots=True)
class Service:
    """The map of a service; `shared.running` builds everything from it.

    `contracts` are the facts that its readers know: a kind that isn't among them parks its key. `tables` are its own,
    the personal columns marked; `daily` are commands that housekeeping gives every day, over again while they answer
    that they did something. `grouped` are commands that many give at once for one thing: while they queue for it, they
    share a transaction.
    """

    name: str
    commands: Mapping[type[Any], UseCase]
    reactions: Mapping[type[Any], Sequence[Reaction]]
    publishes: Sequence[Topic]
    work: Callable[..., Work]
    routes: Callable[[Doors], APIRouter]
    migrations: Path
    tables: MetaData = field(default_factory=MetaData)
    daily: Sequence[object] = ()
    grouped: Mapping[type[Any], Thing] = field(default_factory=dict[type[Any], Thing])
    folds: Sequence[Fold] = ()
    tools: Callable[[Any], Any] = no_tools
    workers: Mapping[str, Worker] = field(default_factory=dict[str, Worker])
    pages: Pages | None = None
    contracts: Sequence[type[Any]] = ALL_FACTS

    @property
    def roles(self) -> tuple[str, ...]:
        """What a process of this service can do; without being told, it does all of it."""
        relay = ("relay",) if self.publishes else ()
        return ("http", *relay, "consumer", "timers", "housekeeping", *self.workers)

    @property
    def state_topics(self) -> list[Topic]:
        """Those of its topics that hold a present state."""
        return [topic for topic in self.publishes if topic.state]

    def personal_tables(self) -> list[str]:
        """The tables that may hold personal data: the outbox only where states are told, for facts name nobody."""
        found = personal_tables(METADATA, self.tables)
        return [table.name for table in found if table is not outbox or self.state_topics]

    def subscriptions(self) -> list[Subscription]:
        """The service's own reader, and one for each fold."""
        folds = [_subscription(fold.name, fold.facts, fold.effect) for fold in self.folds]
        if not self.reactions:
            return folds
        return [_subscription(self.name, frozenset(self.reactions), reacting(self.reactions)), *folds]

    def desk(self, kafka: Kafka) -> Desk:
        """The service as its operators see it."""
        readers = {each.name: each.topics for each in self.subscriptions()}
        folds = {fold.name: fold.clear for fold in self.folds}
        return Desk(self.name, readers, folds, tuple(self.publishes), Codec(self.contracts), kafka)


def _subscription(name: str, facts: frozenset[type[Any]], effect: Effect) -> Subscription:
    topics = {fact_type(fact).topic for fact in facts}
    return Subscription(name, tuple(sorted(topics, key=lambda topic: topic.name)), facts, effect)


def reacting(reactions: Mapping[type[Any], Sequence[Reaction]]) -> Effect:
    """The effect of a service's reactions: fact by fact, each in the order they are declared."""

    async def react(reads: Sequence[Read], work: Work) -> None:
        for read in reads:
            work.because_of(read.envelope)
            for reaction in reactions[type(read.fact)]:
                await reaction(read.fact, work)

    return react
