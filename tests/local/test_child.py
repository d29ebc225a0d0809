"""Processes are ended with their starter, and only ours are ever ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from deploy.local import leftovers
from deploy.local.child import Child
from deploy.local.trouble import CannotStart

SLEEP = (sys.executable, "-c", "print('ready', flush=True); import time; time.sleep(60)")
STUBBORN = (
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)",
)
STARTER = """
import sys, time
from pathlib import Path
from deploy.local.child import Child
Child("sleeper", (sys.executable, "-c", "import time; time.sleep(60)"), Path(sys.argv[1])).start()
time.sleep(60)
"""


def until(condition: Callable[[], object]) -> None:
    """Wait until it holds, ten seconds at most."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def says_ready(child: Child) -> bool:
    """Whether it has written its word."""
    return "ready" in child.log.read_text()


def test_a_child_that_ends_while_starting_shows_its_last_words(tmp_path: Path) -> None:
    """Name, exit code, last lines and the log's place."""
    child = Child("registry", (sys.executable, "-c", "print('no settings'); raise SystemExit(3)"), tmp_path / "r.log")
    child.start()
    with pytest.raises(CannotStart, match=r"registry ended while starting \(exit code 3\)\.\n  no settings\n.*r\.log"):
        child.wait_until(lambda: False, 10)


def test_a_child_that_is_never_ready_is_named(tmp_path: Path) -> None:
    """The waiting has an end."""
    child = Child("notify", SLEEP, tmp_path / "n.log")
    child.start()
    with pytest.raises(CannotStart, match=r"notify was not ready after 0 s"):
        child.wait_until(lambda: False, 0.2)
    assert child.stop(5)


def test_a_full_disk_in_the_last_words_is_said_first(tmp_path: Path) -> None:
    """The reason stands before the lines that tell it in their own way."""
    log = tmp_path / "kafka.log"
    log.write_text("java.io.IOException: No space left on device\n")
    assert Child("kafka", SLEEP, log).last_words().startswith("The disk is full.\n  java.io")


def test_a_stubborn_child_is_killed(tmp_path: Path) -> None:
    """SIGTERM is ignored, so after the time allowed it is killed, and the answer says so."""
    child = Child("stubborn", STUBBORN, tmp_path / "s.log")
    child.start()
    until(lambda: says_ready(child))
    assert not child.stop(0.2)
    assert child.how_it_ended() == "signal SIGKILL"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next start ends what was left")
def test_a_child_ends_with_its_starter(tmp_path: Path) -> None:
    """The starter is killed with -9, and the child is gone soon after."""
    log = tmp_path / "sleeper.log"
    with subprocess.Popen([sys.executable, "-c", STARTER, str(log)]) as starter:
        until(log.with_suffix(".pid").exists)
        child = leftovers.find(log.with_suffix(".pid"))
        assert child is not None
        starter.kill()
    until(lambda: not child.is_running())


def test_a_leftover_is_ended_by_the_next_start(tmp_path: Path) -> None:
    """The same log folder, so the same pid file: the earlier process gives way."""
    first, second = (Child("registry", SLEEP, tmp_path / "r.log") for _ in range(2))
    first.start()
    until(lambda: says_ready(first))
    second.start()
    assert first.exit_code is not None
    assert second.exit_code is None
    second.stop(5)


def test_a_process_that_got_an_old_number_is_left_alone(tmp_path: Path) -> None:
    """The pid fits, the time at which the process began doesn't."""
    with subprocess.Popen(SLEEP, stdout=subprocess.DEVNULL) as stranger:
        pid_file = tmp_path / "registry.pid"
        pid_file.write_text(f"{stranger.pid} {psutil.Process(stranger.pid).create_time() - 100}\n")
        leftovers.end(pid_file)
        assert stranger.poll() is None
        assert not pid_file.exists()
        stranger.send_signal(signal.SIGKILL)


@pytest.mark.parametrize("content", ["", "x y", "1", "{ours} yesterday", "99999999 0.0"])
def test_a_pid_file_that_says_nothing_useful_is_removed(tmp_path: Path, content: str) -> None:
    """Damaged files are no reason not to start."""
    pid_file = tmp_path / "registry.pid"
    pid_file.write_text(content.format(ours=os.getpid()))
    leftovers.end(pid_file)
    assert not pid_file.exists()


def test_a_long_log_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Logs don't grow for ever: one older file is kept."""
    monkeypatch.setattr("deploy.local.child.LOG_LIMIT", 10)
    (tmp_path / "r.log").write_text("a long log of an earlier run")
    child = Child("registry", SLEEP, tmp_path / "r.log")
    child.start()
    until(lambda: says_ready(child))
    child.stop(5)
    assert (tmp_path / "r.log.1").read_text() == "a long log of an earlier run"
    assert child.log.read_text() == "ready\n"
