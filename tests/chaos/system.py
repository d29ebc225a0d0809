"""The system under chaos: real services, real Kafka, real PostgreSQL, and a bad network between each pair."""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import httpx

from deploy.contracts.maps import map_of
from deploy.local.child import Child
from deploy.local.kafka import Kafka
from deploy.local.keys import make_keys
from deploy.local.place import CHECKOUT, Place
from deploy.local.ports import HOST
from deploy.local.postgres import Postgres
from deploy.local.services import ServiceProcess, environment_of, is_ready
from shared.http.tokens import sign
from shared.kernel.clock import system_clock
from shared.service import Service
from tests.chaos.backstage import Backstage
from tests.chaos.loss import Loss
from tests.chaos.members import FROM_THE_START, MEMBERS, OF_THE_ALLIANCE, OURS, Member, road_of
from tests.chaos.post_office import PostOffice
from tests.chaos.roads import PORTS, listeners, roads
from tests.chaos.run import BUILD, MUTANT, SERVICE
from tests.crash.stage import KAFKA_SETTINGS, POSTGRES_SETTINGS, SESSION
from tests.crash.waiting import free_range, wait_until
from tests.warm import WarmChild

LEASE = 2.0
"""Seconds that sending one letter may take before its sender is taken for dead; 40 outside tests."""

READY = 200.0
"""Seconds within which everything is ready again when nothing bad happens any more."""


class System:
    """Everything that runs; `members` are there from the start. Children end with the thread that makes this."""

    def __init__(self, home: Path, members: Sequence[str] = FROM_THE_START, mutant: str = "") -> None:
        self.place = Place(home, free_range(PORTS))
        self.first = tuple(members)
        self.maps: Sequence[Service] = [map_of(name) for name in OF_THE_ALLIANCE]
        self.mutant = mutant
        self.new_build = False
        self.backstage = Backstage()
        self._http = httpx.Client(timeout=2)  # one for all: a new one reads every certificate that there is, 20 ms long
        self.postgres = Postgres(
            home / "postgres", self.place.postgres_port, settings=POSTGRES_SETTINGS, log=self.place.log("postgres")
        )
        self.kafka = Kafka(
            home / "kafka",
            self.place.kafka_port,
            self.place.controller_port,
            settings=KAFKA_SETTINGS | listeners(self.place),
            log=self.place.log("kafka"),
        )
        self.network = roads(self.place)
        self.post_office = PostOffice(self.place.sink_port, self.place.mail)
        self.members: dict[str, Child] = {}
        self.frozen: set[str] = set()
        self.dead: set[str] = set()
        self.builds: dict[str, bool] = {}
        self.harm: Counter[str] = Counter()
        self.losses: list[Loss] = []

    def start(self) -> None:
        """Start everything but the latecomers; returns when all of it is ready."""
        self.public_key = make_keys(self.place.home / "keys")
        self.postgres.begin()
        self.kafka.start()
        self.postgres.wait_ready()
        self.postgres.url(MEMBERS["late-1"].service)  # PostgreSQL may be down when the latecomer comes
        for each in (*self.network.values(), self.post_office):
            self.backstage.do(each.start())
        for name in self.first:
            self.begin(name)
        self.wait_ready()

    def stop(self) -> None:
        """End everything at once: nobody needs what is left."""
        for name in list(self.frozen):
            self.thaw(name)
        for child in [*self.members.values(), self.kafka.child, self.postgres.child]:
            child.kill()
        self._http.close()
        self.backstage.close()

    def begin(self, name: str, crash_at: str | None = None) -> None:
        """Start a member (again) without waiting, with an order for a crash point if there is one."""
        member = MEMBERS[name]
        environment = self._environment(member)
        if crash_at:
            self._order(name).touch()
            environment |= {"ALLIANCE_CRASH_AT": crash_at, "ALLIANCE_CRASH_FILE": str(self._order(name))}
        command, log = _process(member).start_command(), self.place.log(name)
        self.members[name] = WarmChild(name, command, log, environment=environment, folder=CHECKOUT)
        self.members[name].start()
        self.dead.discard(name)
        if member.service in OURS:  # the alliance's services have one build
            self.builds[name] = self.new_build

    def kill(self, name: str) -> None:
        """`kill -9`, whatever state it is in."""
        self.harm[MEMBERS[name].service] += 1
        self.members[name].kill()
        self.frozen.discard(name)
        self.dead.add(name)

    def end(self, name: str) -> None:
        """Ask a member to end (SIGTERM), and see that it does within its five seconds."""
        clean = self.members[name].stop(8)
        assert clean, f"{name} didn't end in time\n{self.members[name].last_words()}"
        self.dead.add(name)

    def freeze(self, name: str) -> None:
        """SIGSTOP: it doesn't know that it is away."""
        self.harm[MEMBERS[name].service] += 1
        os.kill(self.members[name].pid, signal.SIGSTOP)
        self.frozen.add(name)

    def thaw(self, name: str) -> None:
        """SIGCONT: a zombie, if others have taken over."""
        if name in self.frozen:
            os.kill(self.members[name].pid, signal.SIGCONT)
            self.frozen.discard(name)

    def has_taken_order(self, name: str) -> bool:
        """Has the member come to the place where it has to die?"""
        return not self._order(name).exists()

    def take_back_order(self, name: str) -> bool:
        """The member needn't die any more; has it?"""
        try:
            self._order(name).unlink()
        except FileNotFoundError:  # it has come to its place
            assert self.members[name].ended_within(5), f"{name} took its order and lives"
            self.harm[MEMBERS[name].service] += 1
            self.dead.add(name)
            return True
        return False

    def leader(self, service: str) -> str | None:
        """The member whose relay is active, as far as it can be asked."""
        return next((name for name in self.running(service) if self.says(name, "alliance_relay_active 1.0")), None)

    def running(self, service: str) -> list[str]:
        """The members of a service that are there and not frozen."""
        names = [name for name in self.members if MEMBERS[name].service == service]
        return [name for name in names if name not in self.dead | self.frozen]

    def address(self, name: str) -> str:
        """Where a member listens."""
        return f"http://{HOST}:{self.place.port(MEMBERS[name].offset)}"

    def client(self, service: str) -> httpx.Client:
        """A caller of a service's first member, with every right; each request with a token of its own."""

        def signed(request: httpx.Request) -> None:
            request.headers.update(self.signed())

        return httpx.Client(base_url=self.address(f"{service}-1"), event_hooks={"request": [signed]}, timeout=20)

    def signed(self) -> dict[str, str]:
        """What makes a request one of somebody with every right."""
        key = self.place.home / "keys" / "token.key"
        return {"Authorization": f"Bearer {sign(key, 'tester', ('admin',), system_clock)}"}

    def wait_ready(self) -> None:
        """Until every member does its work; fails with its own words and the last of its log."""
        for name in sorted(self.members.keys() - self.dead):
            port = self.place.port(MEMBERS[name].offset)
            try:
                wait_until(lambda port=port, name=name: self._is_up(name, port), f"{name} is ready", READY)
            except AssertionError as late:
                raise AssertionError(f"{late}\n{self._words(name)}\n{self.members[name].last_words()}") from None

    def _order(self, name: str) -> Path:
        return self.place.home / f"{name}.order"

    def _is_up(self, name: str, port: int) -> bool:
        child = self.members[name]
        assert child.exit_code is None, f"{name} ended by itself ({child.how_it_ended()})."
        return is_ready(port)

    def says(self, name: str, line: str) -> bool:
        """Is that line among a member's metrics?"""
        try:
            return line in self._http.get(f"{self.address(name)}/metrics").text
        except httpx.HTTPError:
            return False

    def _words(self, name: str) -> str:
        try:
            return self._http.get(f"{self.address(name)}/health/ready").text
        except httpx.HTTPError as error:
            return f"{name} doesn't answer: {error!r}"

    def _environment(self, member: Member) -> dict[str, str]:
        url, bootstrap = self._servers(member)
        told = environment_of(_process(member), self.place, url, bootstrap, self.public_key)
        return told | {
            "ALLIANCE_SINK_PORT": str(self.network["notify", "mail"].port),
            "ALLIANCE_LEASE": str(LEASE),
            "ALLIANCE_READER_SESSION": str(SESSION),
            SERVICE: member.service,
            BUILD: "new" if self.new_build else "old",
            MUTANT: self.mutant,
        }

    def _servers(self, member: Member) -> tuple[str, str]:
        """Its database, and Kafka, by its own road."""
        url, road = self.postgres.url(member.service), road_of(member)
        by_road = url.replace(f":{self.place.postgres_port}/", f":{self.network[road, 'postgres'].port}/")
        return by_road, f"{HOST}:{self.network[road, 'kafka'].port}"


def _process(member: Member) -> ServiceProcess:
    command = (sys.executable, "-m", "tests.chaos.run") if member.service in OURS else ()
    return ServiceProcess(member.service, member.offset, command)
