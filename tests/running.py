"""A running installation for tests: the services and the mail sink, on the run's own PostgreSQL and Kafka."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Generator, Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from uuid import uuid4

from deploy.local.child import Child
from deploy.local.kafka import Kafka
from deploy.local.keys import make_keys
from deploy.local.ownership import make_ours
from deploy.local.place import Place
from deploy.local.ports import answers
from deploy.local.postgres import Postgres
from deploy.local.services import SERVICES, environment_of, is_ready, service_child, service_named
from deploy.local.stack import mail_sink
from shared.messaging.kafka_log import Kafka as Topics

START = 60.0  # seconds within which a service must be ready
OFFSETS = (*(service.port_offset for service in SERVICES), 10, 11, 12, 25)  # of the ports that an installation may use


class Installation:
    """One installation with databases and topics of its own. Its `place` is what the command line is pointed at."""

    def __init__(self, place: Place, postgres: Postgres, kafka: Kafka, told: Mapping[str, str] | None = None) -> None:
        """Nothing is started yet. `told`: further variables for the services."""
        self.place = place
        self._postgres = postgres
        self._kafka = kafka
        self._tag = uuid4().hex[:8]
        self._told = dict(told or {})
        self._sink = mail_sink(place)
        self._children: dict[str, Child] = {}

    @property
    def environment(self) -> dict[str, str]:
        """What makes the command line speak to this one."""
        return {"ALLIANCE_HOME": str(self.place.home), "ALLIANCE_PORT_BASE": str(self.place.port_base)}

    def start(self) -> None:
        """Start everything; returns when all of it is ready."""
        make_ours(self.place.home)
        make_keys(self.place.home / "keys")
        self._sink.start()
        for service in SERVICES:
            self.begin(service.name)
        self._sink.wait_until(lambda: answers(self.place.sink_port), START)
        for service in SERVICES:
            self.wait_ready(service.name)

    def begin(self, name: str) -> None:
        """Start one service without waiting."""
        service = service_named(name)
        public_key = self.place.home / "keys" / "token.pub"
        environment = environment_of(service, self.place, self.database(name), self._kafka.bootstrap, public_key)
        environment |= {"ALLIANCE_TOPIC_PREFIX": f"t{self._tag}.", **self._told}
        self._children[name] = service_child(service, self.place, environment)
        self._children[name].start()

    def wait_ready(self, name: str) -> None:
        """Wait until a service says that it is."""
        port = self.place.port(service_named(name).port_offset)
        self._children[name].wait_until(lambda: is_ready(port), START)

    def stop_service(self, name: str) -> None:
        """End one service in order."""
        self._children.pop(name).stop(5)

    def stop(self) -> None:
        """End everything."""
        for child in self._children.values():
            child.ask_to_stop()
        for child in (*self._children.values(), self._sink):
            child.stop(5)

    def database(self, name: str) -> str:
        """Where a service's database is, for a test that sets something that only time would."""
        return self._postgres.url(f"{name}_{self._tag}")

    @property
    def kafka(self) -> Topics:
        """Its Kafka, and how its topics are called there."""
        return Topics(self._kafka.bootstrap, f"t{self._tag}.")

    def mails(self) -> list[EmailMessage]:
        """What the sink took, oldest first."""
        files = sorted(self.place.mail.glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


@contextlib.contextmanager
def installed(
    postgres: Postgres, kafka: Kafka, told: Mapping[str, str] | None = None, *, port_base: int = 0
) -> Generator[Installation]:
    """A running installation in a folder of its own, stopped and gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="alliance-test-"))
    installation = Installation(Place(folder / "home", port_base or free_range()), postgres, kafka, told)
    try:
        installation.start()
        yield installation
    finally:
        installation.stop()
        shutil.rmtree(folder)


def free_range() -> int:
    """The first port of a range in which all of an installation's ports are free."""
    for base in range(10_000 + os.getpid() % 600 * 30, 32_000, 30):  # below those that the system hands out itself
        if all(_is_free(base + offset) for offset in OFFSETS):
            return base
    raise AssertionError("no free range")


def _is_free(port: int) -> bool:
    """Whether nobody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def eventually(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait until something holds; an AssertionError when it doesn't in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it didn't come true"
        time.sleep(0.05)
