"""A whole system of a test's own, whose parts can be killed at a named place, or at any moment, and started again."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import httpx
import psutil

from deploy.contracts.maps import map_of
from deploy.local import cluster, kafka_probe
from deploy.local.child import Child
from deploy.local.kafka import Kafka
from deploy.local.keys import make_keys
from deploy.local.place import CHECKOUT, Place
from deploy.local.postgres import Postgres
from deploy.local.services import (
    SERVICES,
    ServiceProcess,
    environment_of,
    is_ready,
    service_named,
)
from deploy.local.stack import mail_sink
from shared.http.tokens import sign
from shared.kernel.clock import system_clock
from shared.service import Service
from tests.crash.waiting import PATIENCE, free_range, wait_until
from tests.warm import WarmChild


class Standing(Protocol):
    """What clients and judges need of a system that runs, however it was put together."""

    place: Place
    postgres: Postgres
    kafka: Kafka
    maps: Sequence[Service]
    """Of the services that run."""

    def client(self, service: str) -> httpx.Client:
        """A caller with every right."""
        ...


VICTIMS = (*(service.name for service in SERVICES), "kafka", "postgres")

LEASE = 0.5
"""Seconds after which a letter whose sender died is uncertain; 40 outside tests, which have to wait for it."""

SESSION = 1.5
"""Seconds after which Kafka gives up a reader that died; 10 outside tests, which kill it many times."""

KAFKA_SETTINGS = {
    # a killed broker's old session, and a killed reader's, are over sooner: the tests wait for them many times
    "broker.session.timeout.ms": "1500",
    "broker.heartbeat.interval.ms": "300",
    "group.min.session.timeout.ms": "1000",
}

POSTGRES_SETTINGS = {
    # What a killed server wrote stays in the system's page cache, so that nothing is lost without waiting for the disk.
    # A commit must be written before it is answered, though: synchronous_commit stays on.
    "fsync": "off",
    "full_page_writes": "off",
}


class Stage:
    """PostgreSQL, Kafka, the mail sink and the services. Children are started by the thread that makes this."""

    def __init__(self, home: Path) -> None:
        self.place = Place(home, free_range())
        self.postgres = Postgres(
            home / "postgres", self.place.postgres_port, settings=POSTGRES_SETTINGS, log=self.place.log("postgres")
        )
        self.kafka = Kafka(
            home / "kafka",
            self.place.kafka_port,
            self.place.controller_port,
            settings=KAFKA_SETTINGS,
            log=self.place.log("kafka"),
        )
        self.sink = mail_sink(self.place)
        self.maps: Sequence[Service] = [map_of(service.name) for service in SERVICES]
        self.services: dict[str, Child] = {}
        self.killed: Counter[str] = Counter()

    def start(self) -> None:
        """Start everything."""
        self.public_key = make_keys(self.place.home / "keys")
        self.postgres.begin()
        self.kafka.start()
        self.sink.start()
        self.postgres.wait_ready()
        for service in SERVICES:
            self.begin(service.name)
        self.wait_all_ready()

    def stop(self) -> None:
        """End everything, at once: nobody needs what is left."""
        for child in [*self.services.values(), self.sink, self.kafka.child, self.postgres.child]:
            child.kill()

    def kill(self, victim: str) -> None:
        """`kill -9`."""
        self.killed[victim] += 1
        self._child(victim).kill()

    def begin_anew(self, service: str, crash_at: str) -> None:
        """Give a service an order, which it must be started with; it ends cleanly, so that no reader waits for it."""
        child = self.services[service]
        assert child.stop(8), f"{service} didn't end in time\n{child.last_words()}"
        self.begin(service, crash_at)

    def begin(self, victim: str, crash_at: str | None = None) -> None:
        """Start it (again) without waiting; a service with an order for a place, which `arm` puts into force."""
        if victim == "kafka":
            self.kafka.begin()
        elif victim == "postgres":
            self.postgres.begin()
        else:
            self._begin_service(service_named(victim), crash_at)

    def is_up(self, victim: str) -> bool:
        """Does it do its work?"""
        self.demand_alive(victim)
        match victim:
            case "kafka":
                return kafka_probe.is_ready(self.place.kafka_port)
            case "postgres":
                return cluster.is_ready(self.postgres.folder / "data", self.postgres.pid)
            case _:
                return is_ready(self.port(victim))

    def what_it_says(self, victim: str) -> str:
        """A service's own words on how it is; nothing for the others, or when it doesn't answer."""
        if victim not in self.services:
            return ""
        try:
            return httpx.get(f"http://127.0.0.1:{self.port(victim)}/health/ready", timeout=2).text
        except httpx.HTTPError as error:
            return f"{victim} doesn't answer: {error!r}"

    def demand_alive(self, victim: str) -> None:
        """Fails with its last words when it ended by itself."""
        child = self._child(victim)
        assert child.exit_code is None, f"{victim} ended by itself: {child.how_it_ended()}\n{child.last_words()}"

    def wait_all_ready(self) -> None:
        """Until every part does its work."""
        for victim in VICTIMS:
            try:
                wait_until(lambda victim=victim: self.is_up(victim), f"{victim} is ready")
            except AssertionError as late:
                raise AssertionError(f"{late}\n{self.what_it_says(victim)}\n{self.last_words()}") from None

    def arm(self, service: str) -> None:
        """From here on the service obeys its order, once."""
        self._order(service).touch()

    def wait_for_death(self, service: str) -> None:
        """Until the service was killed at its place."""
        child = self.services[service]
        assert child.ended_within(PATIENCE), f"{service} didn't come to its place\n{child.last_words()}"
        assert child.exit_code == -signal.SIGKILL, f"{service} ended by itself: {child.how_it_ended()}"
        self.killed[service] += 1

    def wait_for_halt(self, service: str) -> None:
        """Until the service stands still at its place."""
        process = psutil.Process(self.services[service].pid)
        wait_until(lambda: process.status() == psutil.STATUS_STOPPED, f"{service} stands still at its place")

    def go_on(self, service: str) -> None:
        """Continue a service that stands still."""
        os.kill(self.services[service].pid, signal.SIGCONT)

    def port(self, service: str) -> int:
        """A service's HTTP port."""
        return self.place.port(service_named(service).port_offset)

    def client(self, service: str) -> httpx.Client:
        """A caller with every right; each request with a token of its own, since they last five minutes only."""
        key = self.place.home / "keys" / "token.key"

        def signed(request: httpx.Request) -> None:
            request.headers["Authorization"] = f"Bearer {sign(key, 'tester', ('admin',), system_clock)}"

        hooks = {"request": [signed]}
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port(service)}", event_hooks=hooks, timeout=20)

    def last_words(self) -> str:
        """The last lines of every log."""
        children = [*self.services.values(), self.kafka.child, self.postgres.child, self.sink]
        return "\n".join(f"{child.name} ({child.how_it_ended()}):\n{child.last_words()}" for child in children)

    def begin_another_notify(self) -> Child:
        """A second process of notify on the same database, for an operator who thinks the first is dead."""
        service = ServiceProcess("notify", 6)
        child = self._warm("notify-2", service, self._environment(service))
        child.start()
        return child

    def _begin_service(self, service: ServiceProcess, crash_at: str | None) -> None:
        environment = self._environment(service)
        if crash_at:
            environment |= {"ALLIANCE_CRASH_AT": crash_at, "ALLIANCE_CRASH_FILE": str(self._order(service.name))}
        child = self.services[service.name] = self._warm(service.name, service, environment)
        child.start()

    def _warm(self, name: str, service: ServiceProcess, environment: dict[str, str]) -> Child:
        return WarmChild(name, service.start_command(), self.place.log(name), environment=environment, folder=CHECKOUT)

    def _environment(self, service: ServiceProcess) -> dict[str, str]:
        url = self.postgres.url(service.name)
        environment = environment_of(service, self.place, url, self.kafka.bootstrap, self.public_key)
        return environment | {"ALLIANCE_LEASE": str(LEASE), "ALLIANCE_READER_SESSION": str(SESSION)}

    def _child(self, victim: str) -> Child:
        return {"kafka": self.kafka.child, "postgres": self.postgres.child, **self.services}[victim]

    def _order(self, service: str) -> Path:
        return self.place.home / f"{service}.order"
