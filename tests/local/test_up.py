"""`make run` as its user meets it, with stand-ins for the services."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import psutil
import pytest

from deploy.local import leftovers
from deploy.local.services import SERVICES
from tests.local.passable import passable_folder
from tests.running import free_range

UP = str(Path(__file__).with_name("up_with_stand_ins.py"))
STOP_WITHIN = 15.0  # seconds, what a user is promised
IN_ORDER = [*(service.name for service in SERVICES), "mail-sink", "kafka", "postgres"]  # as they are stopped


class Up:
    """One `make run`: its folder, ports, process and what it showed."""

    def __init__(self, home: Path, port_base: int, *arguments: str, shown: str = "shown", **environment: str) -> None:
        """Start it."""
        self.home = home
        self.port_base = port_base
        self.shown = home.with_suffix(f".{shown}")
        told = {"ALLIANCE_HOME": str(home), "ALLIANCE_PORT_BASE": str(port_base), "COLUMNS": "200", **environment}
        with self.shown.open("w") as file:
            self.process = subprocess.Popen(
                [sys.executable, UP, *arguments], stdout=file, stderr=file, env={**os.environ, **told}
            )

    def until_ready(self) -> None:
        """Wait for the summary."""
        deadline = time.monotonic() + 60
        while "Ready after" not in self.text():
            assert self.process.poll() is None, self.text()
            assert time.monotonic() < deadline, self.text()
            time.sleep(0.05)

    def text(self) -> str:
        """What it has shown so far."""
        return self.shown.read_text()

    def child(self, name: str) -> psutil.Process:
        """One of its processes."""
        found = leftovers.find(self.home / "logs" / f"{name}.pid")
        assert found is not None
        return found

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        """Send a signal and wait; the exit code."""
        self.process.send_signal(how)
        return self.process.wait(STOP_WITHIN)


@pytest.fixture
def port_base() -> int:
    """A free range."""
    return free_range()


@pytest.fixture(scope="module")
def lasting() -> Generator[Up]:
    """A running stack for all tests that leave it running."""
    with passable_folder() as folder:
        started = Up(folder / "home", free_range())
        started.until_ready()
        yield started
        started.end()


@pytest.fixture(scope="module")
def home() -> Generator[Path]:
    """Where stacks live one after the other: the first makes a database and a log, which cost more than a start."""
    with passable_folder() as folder:
        yield folder / "home"


@pytest.fixture
def up(home: Path, port_base: int) -> Generator[Up]:
    """A running stack."""
    started = Up(home, port_base)
    yield started
    if started.process.poll() is None:
        started.end(signal.SIGTERM)


def test_ctrl_c_stops_everything_in_order_and_a_second_start_finds_its_data(up: Up) -> None:
    """Services, sink, Kafka, PostgreSQL; a second Ctrl-C changes nothing; the next start uses the same folder."""
    up.until_ready()
    children = [up.child(name) for name in IN_ORDER]
    up.process.send_signal(signal.SIGINT)
    time.sleep(0.05)
    assert up.end(signal.SIGINT) == 0
    stopped = [line.split()[1] for line in up.text().splitlines() if line.endswith("stopped")]
    assert stopped == IN_ORDER
    assert not any(child.is_running() for child in children)
    identity = (up.home / "kafka" / "data" / "meta.properties").read_text()
    again = Up(up.home, up.port_base)
    again.until_ready()
    assert again.end(signal.SIGTERM) == 0
    assert (up.home / "kafka" / "data" / "meta.properties").read_text() == identity


def test_a_closed_terminal_stops_everything_too(home: Path, port_base: int) -> None:
    """Nobody reads any more and SIGHUP comes, as when a window is closed: all processes end nevertheless."""
    told = {"ALLIANCE_HOME": str(home), "ALLIANCE_PORT_BASE": str(port_base)}
    with subprocess.Popen(
        [sys.executable, UP], stdout=subprocess.PIPE, text=True, env={**os.environ, **told}
    ) as process:
        assert process.stdout is not None
        assert any("Ready after" in line for line in process.stdout)
        children = psutil.Process(process.pid).children()
        process.stdout.close()
        process.send_signal(signal.SIGHUP)
        assert process.wait(STOP_WITHIN) == 0
    assert len(children) == len(IN_ORDER)
    assert not any(child.is_running() for child in children)


def test_a_process_that_dies_is_named_with_its_last_lines_and_all_else_is_stopped(up: Up) -> None:
    """The user sees who died, how, what it last said; nothing is left behind and the exit code says failure."""
    up.until_ready()
    children = [up.child(name) for name in ("registry", "mail-sink", "kafka", "postgres")]
    up.child("notify").kill()
    assert up.process.wait(STOP_WITHIN) == 1
    assert "notify ended by itself (signal SIGKILL). Its last lines:\n  notify was told" in up.text()
    assert not any(child.is_running() for child in children)
    assert "Traceback" not in up.text()


def test_a_killed_stack_leaves_nothing_that_blocks_the_next(up: Up) -> None:
    """kill -9 of the supervisor itself: the next start works at once in the same place."""
    up.until_ready()
    up.process.kill()
    up.process.wait()
    again = Up(up.home, up.port_base)
    again.until_ready()
    assert again.end() == 0


def test_a_second_stack_in_the_same_folder_is_refused_in_one_line(lasting: Up) -> None:
    """The line names the process that has the folder."""
    second = Up(lasting.home, lasting.port_base, shown="second")
    assert second.process.wait(10) == 1
    [line] = second.text().split("✗")[1:]
    assert f"is running already (process {lasting.process.pid})" in line
    assert lasting.process.poll() is None


def test_services_are_told_where_everything_is_and_keys_are_made(lasting: Up) -> None:
    """The environment contract, and the private key for its owner only."""
    told = (lasting.home / "logs" / "registry.log").read_text()
    names = ("DATABASE_URL", "KAFKA", "HTTP_PORT", "HTTP_HOST", "TOKEN_PUBLIC_KEY", "LOG_FORMAT", "ALLIANCE_NAME")
    assert all(f"'ALLIANCE_{name}'" in told for name in (*names, "SENDER", "OFFICE_EMAIL", "SINK_PORT"))
    assert (lasting.home / "keys" / "token.key").stat().st_mode & 0o777 == 0o600
    assert "BEGIN PUBLIC KEY" in (lasting.home / "keys" / "token.pub").read_text()
    assert f"loading into {lasting.home}" in lasting.text()


def test_an_unexpected_failure_is_one_line_and_a_log_file(home: Path, port_base: int) -> None:
    """The example's loading fails in a way nobody thought of: no traceback on the screen, all of it in the log."""
    failing = Up(home, port_base, "a strange thing")
    assert failing.process.wait(60) == 1
    log = home / "logs" / "alliance.log"
    assert f"RuntimeError: a strange thing. The details are in {log}." in failing.text()
    assert "Traceback" not in failing.text()
    assert "Traceback" in log.read_text()


def test_a_busy_port_is_said_before_anything_is_started(folder: Path, port_base: int) -> None:
    """One line with port, purpose and holder; the data folder stays empty of data."""
    with socket.create_server(("127.0.0.1", port_base + 11)):
        refused = Up(folder / "home", port_base)
        assert refused.process.wait(20) == 1
    assert f"Port {port_base + 11}, wanted for Kafka, is taken by" in refused.text()
    assert f"(process {os.getpid()})" in refused.text()
    assert not (folder / "home" / "postgres").exists()


@pytest.mark.parametrize("base", ["x", "80", "65535", "-1"])
def test_a_port_base_that_is_none_is_one_line(folder: Path, base: str) -> None:
    """It says which numbers are possible."""
    refused = Up(folder / "home", 0, ALLIANCE_PORT_BASE=base)
    assert refused.process.wait(10) == 1
    assert f"must be a number from 1024 to 65510, not '{base}'" in refused.text()


def test_empty_starts_without_the_example(home: Path, port_base: int) -> None:
    """EMPTY=1 leaves out what comes after the start."""
    empty = Up(home, port_base, EMPTY="1")
    empty.until_ready()
    assert empty.end() == 0
    assert "loading into" not in empty.text()
