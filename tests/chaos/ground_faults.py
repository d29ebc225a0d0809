"""What can go wrong with what services stand on: Kafka, PostgreSQL, the network, the mail server."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, field

from deploy.local import kafka_probe
from tests.chaos import databases, kafka_files
from tests.chaos.coins import COINS
from tests.chaos.loss import Loss
from tests.chaos.post_office import Temper
from tests.chaos.proxy import Weather
from tests.chaos.system import System
from tests.crash.waiting import wait_until

KAFKAS_MEMORY = "kafka's memory"
"""What Kafka holds. When the owner's database goes back, nobody else knows what was lost: so it isn't lost as well."""


@dataclass(frozen=True)
class KillKafka:
    """Kafka is killed, and started again."""

    uses: frozenset[str] = frozenset({"kafka"})

    def begin(self, system: System) -> None:
        """`kill -9`."""
        system.kafka.kill()

    def end(self, system: System) -> None:
        """Start it again."""
        system.kafka.begin()


@dataclass(frozen=True)
class LoseTail:
    """Kafka is killed, and the end of its logs is gone when it is started again."""

    uses: frozenset[str] = frozenset({"kafka", KAFKAS_MEMORY})

    def begin(self, system: System) -> None:
        """`kill -9`, and cut the files."""
        system.harm[KAFKAS_MEMORY] += 1
        system.kafka.kill()
        kafka_files.cut_tails(system.kafka.folder / "data")

    def end(self, system: System) -> None:
        """Start it again."""
        system.kafka.begin()


@dataclass(frozen=True)
class LoseKafka:
    """Kafka is killed, and another one, empty, is in its place."""

    uses: frozenset[str] = frozenset({"kafka", KAFKAS_MEMORY})

    def begin(self, system: System) -> None:
        """`kill -9`, and all its data is gone."""
        system.harm[KAFKAS_MEMORY] += 1
        system.kafka.kill()
        shutil.rmtree(system.kafka.folder / "data")

    def end(self, system: System) -> None:
        """A new cluster, under another id."""
        system.kafka.begin()


@dataclass(frozen=True)
class KillPostgres:
    """PostgreSQL is killed, and started again."""

    uses: frozenset[str] = frozenset({"postgres"})

    def begin(self, system: System) -> None:
        """`kill -9`."""
        system.harm["postgres"] += 1
        system.postgres.kill()

    def end(self, system: System) -> None:
        """Start it again, and wait: others' ends may need it."""
        system.postgres.begin()
        system.postgres.wait_ready()


@dataclass(frozen=True)
class BadNetwork:
    """Between a service and what it stands on, the network does this."""

    service: str
    other: str
    weather: Weather
    delay: float = 0.0

    @property
    def uses(self) -> frozenset[str]:
        """The road between them."""
        return frozenset({f"{self.service} to {self.other}"})

    def begin(self, system: System) -> None:
        """Bad weather."""
        system.harm[f"{self.service} to {self.other}"] += 1
        system.backstage.do(system.network[self.service, self.other].turn(self.weather, self.delay))

    def end(self, system: System) -> None:
        """Fair weather."""
        system.backstage.do(system.network[self.service, self.other].turn(Weather.FAIR))


@dataclass(frozen=True)
class BadMailServer:
    """The mail server refuses for now, stalls, or dies after its 250."""

    temper: Temper
    uses: frozenset[str] = frozenset({"notify to mail"})

    def begin(self, system: System) -> None:
        """Bad temper."""
        system.backstage.do(system.post_office.turn(self.temper))

    def end(self, system: System) -> None:
        """Kind again."""
        system.backstage.do(system.post_office.turn(Temper.KIND))


@dataclass(frozen=True)
class FullDisk:
    """PostgreSQL has no room for another row of a service's table (SQLSTATE 53100)."""

    service: str
    table: str
    uses: frozenset[str] = frozenset({"postgres"})

    def begin(self, system: System) -> None:
        """No room."""
        databases.fill_disk(system, self.service, self.table)

    def end(self, system: System) -> None:
        """Room again."""
        databases.make_room(system, self.service, self.table)


@dataclass
class Restore:
    """A reader's database is what it was some time ago."""

    service: str
    uses: frozenset[str] = frozenset({"postgres", "late-1", "vault to postgres"})  # the road that latecomers take
    dump: bytes = field(default=b"", repr=False)

    def begin(self, system: System) -> None:
        """The moment to which it will be set back; a service that isn't there yet is started first."""
        if not system.running(self.service):
            system.begin(f"{self.service}-1")
        wait_until(lambda: databases.has_tables(system, self.service), f"{self.service} has a database")
        self.dump = databases.dumped(system, self.service)

    def end(self, system: System) -> None:
        """Set it back, under its processes' feet."""
        databases.restore(system, self.service, self.dump)


@dataclass
class RestoreOwner:
    """The mint's database is what it was some time ago; Kafka holds what was told since, and readers have it."""

    uses: frozenset[str] = frozenset({"postgres", "mint to postgres", KAFKAS_MEMORY})
    dump: bytes = field(default=b"", repr=False)

    def begin(self, system: System) -> None:
        """The backup."""
        self.dump = databases.dumped(system, "mint")

    def end(self, system: System) -> None:
        """Put it in the place of the present one, while nobody can commit: so what is lost is known exactly."""
        road = system.network["mint", "postgres"]
        system.backstage.do(road.turn(Weather.CUT))
        databases.end_sessions(system, "mint")
        doomed = databases.mint_now(system)
        databases.restore(system, "mint", self.dump)
        system.losses.append(Loss.between(doomed, databases.mint_now(system), time.monotonic()))
        system.backstage.do(road.turn(Weather.FAIR))


@dataclass(frozen=True)
class MorePartitions:
    """The topic of coins gets a partition more, while its readers lag behind: keys move."""

    uses: frozenset[str] = frozenset({"kafka", "vault-1", "vault-2"})

    def begin(self, system: System) -> None:
        """Let facts pile up, and add one, once Kafka and the topic are back from whatever they went through before."""
        for name in ("vault-1", "vault-2"):
            if name in system.running("vault"):
                system.freeze(name)
        wait_until(lambda: kafka_probe.is_ready(system.place.kafka_port), "Kafka is there")
        wait_until(lambda: kafka_files.add_partition(system.kafka.bootstrap, COINS.name), "the mint has made its topic")

    def end(self, system: System) -> None:
        """The readers go on; the partition stays."""
        for name in ("vault-1", "vault-2"):
            system.thaw(name)
