"""Kafka as its official image starts it: its settings out of the environment, its storage formatted when it is new."""

from __future__ import annotations

from deploy.docker.check import health
from deploy.docker.check.compose import Container
from deploy.docker.check.here import Here
from deploy.docker.check.properties import properties
from deploy.docker.check.told import Told
from deploy.local.kafka import Kafka


class Broker:
    """The container `kafka`, with the jars of `make run`."""

    def __init__(self, container: Container, here: Here, told: Told) -> None:
        self._container, self._told = container, told
        set_there = properties(here.environment(container))
        del set_there["log.dirs"]  # below our folder
        where = (here.port("kafka", 9092), here.port("kafka", 9093))
        self._kafka = Kafka(here.folder / "kafka", *where, instead=set_there, log=here.log("kafka"))

    def begin(self) -> None:
        """Without waiting."""
        self._kafka.fetch()
        self._kafka.begin()

    def wait(self) -> None:
        """Until a client is told that the broker is there, and where compose's own addresses lead."""
        self._kafka.wait_ready()
        self._told.did("kafka", f"{self._container.image}'s jars with KAFKA_… as properties; answers a client")
        self._told.not_done(
            "kafka", "the image's launcher, Java, KAFKA_OPTS, and kafka-broker-api-versions.sh (the health check)"
        )

    def kill(self) -> None:
        """What is left when something went wrong."""
        self._kafka.kill()

    def end(self) -> None:
        """By SIGTERM; Java's exit code for that is 143."""
        self._kafka.child.ask_to_stop()
        self._told.did("kafka", health.end(self._container, self._kafka.child, code=143))
