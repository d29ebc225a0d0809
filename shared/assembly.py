"""Puts a process of a service together, from the service's declaration: nothing is made anywhere else."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import uuid_utils.compat
from fastapi import APIRouter, FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.http.asking import asking, bringing
from shared.http.operations import operations
from shared.http.probes import probes
from shared.http.problems import map_problems
from shared.http.timing import Timed
from shared.http.tokens import callers
from shared.kernel.clock import Clock
from shared.messaging.codec import Codec
from shared.messaging.commands import Commands
from shared.messaging.envelope import Cause
from shared.messaging.housekeeping.role import Housekeeping
from shared.messaging.housekeeping.rota import Rota
from shared.messaging.housekeeping.states import StateTopics
from shared.messaging.kafka_log import Kafka
from shared.messaging.operations.desk import Desk
from shared.messaging.operations.office import use_cases
from shared.messaging.operations.searching import Search
from shared.messaging.reader import Reader
from shared.messaging.reader_role import ReaderRole
from shared.messaging.relay import Relay
from shared.messaging.timer_role import Timers
from shared.messaging.waking import Notify
from shared.messaging.workshop import Workshop
from shared.observability.health import Health
from shared.observability.metrics import Metrics
from shared.persistence.transaction import transaction
from shared.service import Doors, Running, Service, Worker
from shared.settings import ServiceSettings

Role = Callable[[], Coroutine[Any, Any, None]]
"""Runs until it is cancelled."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process, put together and not started: its roles by name, and what it serves over HTTP."""

    running: Running
    roles: Mapping[str, Role]
    app: FastAPI


def assemble(
    service: Service, settings: ServiceSettings, roles: tuple[str, ...], engine: AsyncEngine, clock: Clock
) -> Process:
    """Make a process that has these roles, on an engine that somebody else closes."""
    health, metrics = Health(roles, clock), Metrics()
    kafka = Kafka(settings.kafka, settings.topic_prefix, settings.topic_replicas)
    relay = Relay(settings.database_url, kafka, service.publishes, service.name, clock, health, metrics)
    wakers = {name: asyncio.Event() for name in service.workers}
    tell_relay = relay.wake if "relay" in roles else Notify(engine)
    topics = frozenset(service.publishes)
    wake = partial(_wake, tell_relay, wakers)
    workshop = Workshop(engine, service.work, topics, clock, uuid_utils.compat.uuid7, wake, service.tools(settings))
    commands = Commands(service.commands, workshop, metrics, service.grouped)
    running = Running(settings, engine, workshop, commands, clock, health, metrics, wakers)
    app = _app(service, running, kafka, roles)
    return Process(running, dict(_roles(service, running, relay, kafka, roles)), app)


def _wake(tell_relay: Callable[[], None], wakers: Mapping[str, asyncio.Event], role: str) -> None:
    """Something was committed that this role waits for."""
    if role == "relay":
        tell_relay()
    else:
        wakers[role].set()


def _roles(
    service: Service, running: Running, relay: Relay, kafka: Kafka, roles: tuple[str, ...]
) -> Iterator[tuple[str, Role]]:
    """The roles asked for, but http, which every process has for its probes."""
    if "relay" in roles:
        yield "relay", relay.run
    if "timers" in roles:
        yield "timers", Timers(service.commands, running.workshop, running.health, running.metrics).run
    if "housekeeping" in roles:
        yield "housekeeping", _housekeeping(service, running, kafka).run
    if "consumer" in roles:
        yield from _consumers(service, running, kafka)
    for name, worker in service.workers.items():
        if name in roles:
            yield name, partial(_work, worker, running)


def _consumers(service: Service, running: Running, kafka: Kafka) -> Iterator[tuple[str, Role]]:
    """A role for each of the service's readers."""
    codec = Codec(service.contracts)
    for subscription in service.subscriptions():
        reader = Reader(subscription, codec, running.workshop, running.metrics)
        role = ReaderRole(reader, kafka, running.health, running.metrics, running.settings.reader_session)
        yield f"consumer {reader.name}", role.run
    if not service.subscriptions():
        running.health.ready("consumer")


def _housekeeping(service: Service, running: Running, kafka: Kafka) -> Housekeeping:
    workshop, metrics = running.workshop, running.metrics
    states = StateTopics(kafka, service.state_topics, service.name, workshop, metrics)
    rota = Rota(workshop, running.commands, states, service.daily, Cause(f"service:{service.name}"))
    url, personal = running.settings.database_url, service.personal_tables()
    return Housekeeping(url, personal, rota.chores(), workshop, running.clock, running.health, metrics)


async def _work(worker: Worker, running: Running) -> None:
    await worker(running)


def _app(service: Service, running: Running, kafka: Kafka, roles: tuple[str, ...]) -> FastAPI:
    app = FastAPI(title=service.name.capitalize(), openapi_url="/openapi.json", docs_url=None, redoc_url=None)
    map_problems(app)
    app.add_middleware(Timed, metrics=running.metrics)
    app.include_router(probes(running.health, running.metrics))
    if "http" in roles:
        doors = _doors(running)
        app.include_router(service.routes(doors))
        app.include_router(_operations(service.desk(kafka), running, doors))
        if service.pages:
            app.mount("", service.pages(running))
        running.health.ready("http")
    return app


def _doors(running: Running) -> Doors:
    caller = callers(running.settings.token_public_key)

    async def view() -> AsyncGenerator[AsyncConnection]:
        async with transaction(running.engine) as connection:
            yield connection

    return Doors(asking(running.commands, caller), bringing(running.commands, caller), caller, view)


def _operations(desk: Desk, running: Running, doors: Doors) -> APIRouter:
    """What operators may do, at every service's own address."""
    commands = Commands(use_cases(desk), running.workshop, running.metrics)
    search = Search(desk, running.workshop)
    return operations(desk, search, asking(commands, doors.caller), doors.view, doors.caller)
