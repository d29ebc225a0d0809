"""Everything that runs on one machine, started, watched and stopped in order."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from deploy.local import kafka_jars, leftovers, ports
from deploy.local.child import Child
from deploy.local.kafka import Kafka
from deploy.local.keys import make_keys
from deploy.local.place import CHECKOUT, Place
from deploy.local.postgres import Postgres
from deploy.local.screen import Screen
from deploy.local.services import SERVICES, ServiceProcess, environment_of, is_ready, service_child, stuck
from deploy.local.trouble import Died

# Seconds for a clean stop, before what is left is killed; together within the 15 that a user is promised.
SERVICES_STOP, SINK_STOP, KAFKA_STOP, POSTGRES_STOP = 5.0, 1.0, 5.0, 3.0
SERVICE_START = 60.0
STUCK_FOR = 30.0
"""Seconds after which a service that answers, but doesn't get on by itself, is left to an operator."""

LOOK_EVERY = 0.2


class Stack:
    """PostgreSQL, Kafka, the mail sink and the services of one place."""

    def __init__(
        self, place: Place, screen: Screen, services: Sequence[ServiceProcess] = SERVICES, *, jars: Path | None = None
    ) -> None:
        self.place = place
        self.screen = screen
        self._services = services
        self._jars = jars or kafka_jars.shared_folder()
        self.postgres = Postgres(place.home / "postgres", place.postgres_port, log=place.log("postgres"))
        self.kafka = Kafka(
            place.home / "kafka", place.kafka_port, place.controller_port, jars=self._jars, log=place.log("kafka")
        )
        self.sink = mail_sink(place)
        self._running: list[Child] = []
        self._service_children: list[Child] = []

    def start(self) -> None:
        """Start everything and return when all of it is ready; else CannotStart or Died, and then stop() is due."""
        self._clear_the_ground()
        self._start_foundation()
        self._start_services()

    def watch(self) -> None:
        """Look after the processes until one ends by itself: Died."""
        while True:
            self.demand_all_alive()
            time.sleep(LOOK_EVERY)

    def demand_all_alive(self) -> None:
        """Died, naming the first process that ended by itself."""
        for child in self._running:
            if child.exit_code is not None:
                raise Died(
                    f"{child.name} ended by itself ({child.how_it_ended()}). Its last lines:\n{child.last_words()}"
                )

    @property
    def runs(self) -> bool:
        """Whether anything was started."""
        return bool(self._running)

    def stop(self) -> None:
        """The services together, then the sink, Kafka, PostgreSQL: each can say goodbye to what it needs."""
        alive = [child for child in self._running if child.exit_code is None]
        for child in self._service_children:
            child.ask_to_stop()
        together_until = time.monotonic() + SERVICES_STOP
        for child in self._service_children:
            self._stop(child, max(0.0, together_until - time.monotonic()), alive)
        self._stop(self.sink, SINK_STOP, alive)
        self._stop(self.kafka.child, KAFKA_STOP, alive)
        self._stop(self.postgres.child, POSTGRES_STOP, alive)

    def _clear_the_ground(self) -> None:
        """End what a killed stack left in this place, then see that every port is free."""
        for pid_file in sorted(self.place.home.glob("logs/*.pid")):
            leftovers.end(pid_file)
        place = self.place
        for service in self._services:
            ports.demand_free(place.port(service.port_offset), service.name)
        ports.demand_free(place.postgres_port, "PostgreSQL")
        ports.demand_free(place.kafka_port, "Kafka")
        ports.demand_free(place.controller_port, "Kafka's controller")
        ports.demand_free(place.sink_port, "the mail sink")

    def _start_foundation(self) -> None:
        """PostgreSQL, Kafka and the sink, all on their way at the same time."""
        self._public_key = make_keys(self.place.home / "keys")
        self._begin(self.postgres.child, self.postgres.begin)
        self._fetch_jars()
        self._begin(self.kafka.child, self.kafka.begin)
        self._begin(self.sink, self.sink.start)
        self._wait("PostgreSQL", self.place.postgres_port, self.postgres.wait_ready)
        self._wait("Mail sink", self.place.sink_port, lambda: self.sink.wait_until(self._sink_answers, 20))
        self._wait("Kafka", self.place.kafka_port, self.kafka.wait_ready)

    def _start_services(self) -> None:
        """All services at once, each with its own database."""
        for service in self._services:
            url = self.postgres.url(service.name)
            environment = environment_of(service, self.place, url, self.kafka.bootstrap, self._public_key)
            child = service_child(service, self.place, environment)
            self._service_children.append(child)
            self._begin(child, child.start)
        patient_until, waiting = time.monotonic() + STUCK_FOR, list[str]()
        for service, child in zip(self._services, self._service_children, strict=True):
            port = self.place.port(service.port_offset)
            self._wait(
                service.name, port, lambda child=child, port=port: self._await_service(child, port, patient_until)
            )
            waiting += [f"{service.name}'s {role} waits for an operator: {says}" for role, says in stuck(port).items()]
        for sentence in waiting:
            self.screen.note(sentence)

    def _await_service(self, child: Child, port: int, patient_until: float) -> None:
        """Until it is ready; one that answers, but can't go on without an operator, must be there for him."""

        def ready() -> bool:
            self.demand_all_alive()
            return is_ready(port) or (time.monotonic() > patient_until and bool(stuck(port)))

        child.wait_until(ready, SERVICE_START)

    def _fetch_jars(self) -> None:
        missing = kafka_jars.wrong(kafka_jars.pinned(), self._jars)
        if missing:
            with self.screen.downloading("Fetching Kafka", sum(jar.size for jar in missing)) as progress:
                kafka_jars.provide(missing, self._jars, kafka_jars.from_maven(progress))

    def _begin(self, child: Child, start: Callable[[], None]) -> None:
        start()
        self._running.append(child)

    def _wait(self, name: str, port: int, until_ready: Callable[[], None]) -> None:
        with self.screen.waiting_for(name, f"{ports.HOST}:{port}"):
            until_ready()

    def _sink_answers(self) -> bool:
        return ports.answers(self.place.sink_port)

    def _stop(self, child: Child, seconds: float, alive: list[Child]) -> None:
        clean = child.stop(seconds)
        if child in alive:
            self.screen.stopped(child.name, clean=clean)


def mail_sink(place: Place) -> Child:
    """The process that takes the mail, not started."""
    command = [sys.executable, "-m", "deploy.local.mail_sink", "--port", str(place.sink_port), "--folder", place.mail]
    return Child("mail-sink", command, place.log("mail-sink"), folder=CHECKOUT)
