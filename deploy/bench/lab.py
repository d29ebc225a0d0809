"""What the benches share: a stack of their own, and figures in words."""

import csv
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median, quantiles

import httpx

from deploy.local.place import Place
from deploy.local.services import service_named
from shared.http.tokens import sign
from shared.kernel.clock import system_clock
from shared.observability.logging import set_up_logging

QUICK = "QUICK"

REGISTER = Path(__file__).parent.parent / "demo" / "data" / "register_2025.csv"
"""The 2025 edition: 22,010 rows."""

PORT_BASE = 28_000
"""Ports of the bench's own stack, away from everybody's."""


@dataclass(frozen=True, slots=True)
class LabStack:
    """A running stack of the bench's own."""

    home: Path
    process: subprocess.Popen[bytes]
    seconds: float

    def client(self, service: str) -> httpx.Client:
        """A caller of that service with every right."""
        address = service_named(service).address(Place(self.home, PORT_BASE))
        token = sign(self.home / "keys" / "token.key", "bench", ("admin",), system_clock)
        return httpx.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=60)


@contextmanager
def folder() -> Generator[Path]:
    """A folder that PostgreSQL's own user can reach, gone at the end."""
    made = Path(tempfile.mkdtemp(prefix="alliance-bench-"))
    made.chmod(0o711)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def stack(home: Path, *, example: bool = False) -> Generator[LabStack]:
    """`alliance up` in that folder, empty or with the example alliance; stopped at the end."""
    environment = {"ALLIANCE_HOME": str(home), "ALLIANCE_PORT_BASE": str(PORT_BASE), "EMPTY": "" if example else "1"}
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "deploy.cli", "up"],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
    )
    try:
        for line in process.stdout or ():
            if b"Ready" in line:
                break
        else:
            raise SystemExit("The stack didn't start; `alliance up` says why.")
        yield LabStack(home, process, time.perf_counter() - began)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def load_register(registry: httpx.Client) -> None:
    """Import the edition that the benches use."""
    registry.post("/register/imports", content=REGISTER.read_bytes()).raise_for_status()


def urns(count: int) -> list[str]:
    """The first numbers of the register."""
    with REGISTER.open(encoding="utf-8", newline="") as file:
        return [row["urn"] for row in islice(csv.DictReader(file), count)]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def keep_logs_quiet() -> None:
    """Nobody reads what the parts of a service log while they are measured."""
    set_up_logging("bench", to=open("/dev/null", "w"))  # noqa: SIM115, PTH123 - for the process's life


def say(text: str) -> None:
    """A line for the person who looks on."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    return median(seconds), quantiles(seconds, n=20)[18]
