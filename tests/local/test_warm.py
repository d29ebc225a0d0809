"""A process from the nursery is like any other, only that it has imported everything before it began."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from deploy.local import leftovers
from tests.crash.waiting import wait_until
from tests.newborn import MINTED
from tests.warm import WarmChild, nursery

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is an ordinary process")

NEWBORN = (sys.executable, "-m", "tests.newborn")

STARTER = """
import sys, time
from pathlib import Path
from tests.warm import WarmChild, nursery
WarmChild("newborn", (sys.executable, "-m", "tests.newborn"), Path(sys.argv[1])).start()
print(nursery().process.pid, flush=True)
time.sleep(60)
"""


def born(log: Path, *arguments: str, **told: Any) -> WarmChild:
    """A new process."""
    child = WarmChild("newborn", (*NEWBORN, *arguments), log, **told)
    child.start()
    return child


def words(child: WarmChild) -> dict[str, Any]:
    """What it says of itself."""
    wait_until(lambda: child.log.read_text().endswith("}\n"), "it has said who it is")
    return json.loads(child.log.read_text())


def test_two_processes_mint_and_draw_nothing_twice(tmp_path: Path) -> None:
    """They come of one process: had that a generator with a state, they would go on from the same."""
    children = [born(tmp_path / f"{number}.log") for number in range(2)]
    one, other = (words(child) for child in children)
    assert len({*one["ids"], *other["ids"]}) == 2 * MINTED
    assert not {*one["drawn"]} & {*other["drawn"]}
    assert [child.stop(5) for child in children] == [True, True]


def test_it_is_told_what_an_ordinary_process_is_told(tmp_path: Path) -> None:
    """Arguments, folder, and the environment as a whole: nothing of the nursery's own is left."""
    child = born(tmp_path / "log", "0", environment={"ALLIANCE_ONLY": "this"}, folder=tmp_path)
    said = words(child)
    assert (said["arguments"], said["folder"]) == (["0"], str(tmp_path))
    assert said["environment"] == {"ALLIANCE_ONLY": "this"}
    assert said["threads"] == 1
    assert child.ended_within(5)


def test_it_ends_with_its_own_exit_code_or_signal(tmp_path: Path) -> None:
    """By itself, asked to, by SIGKILL, also while it stands still; each is told at once, and leaves no zombie."""
    by_itself, asked, killed = born(tmp_path / "1.log", "3"), born(tmp_path / "2.log"), born(tmp_path / "3.log")
    assert by_itself.ended_within(5)
    words(asked)
    assert asked.stop(5)
    os.kill(killed.pid, signal.SIGSTOP)
    wait_until(lambda: psutil.Process(killed.pid).status() == psutil.STATUS_STOPPED, "it stands still")
    killed.kill()
    assert [child.exit_code for child in (by_itself, asked, killed)] == [3, -signal.SIGTERM, -signal.SIGKILL]
    assert not any(psutil.pid_exists(child.pid) for child in (by_itself, asked, killed))


def test_it_leads_a_session_of_its_own_and_is_found_by_its_pid_file(tmp_path: Path) -> None:
    """Ctrl-C doesn't reach it, killing its session does, and a later run ends it as a leftover."""
    child = born(tmp_path / "log")
    assert os.getsid(child.pid) == os.getpgid(child.pid) == child.pid
    found = leftovers.find(child.pid_file)
    assert found is not None
    assert found.pid == child.pid
    assert psutil.Process(child.pid).ppid() == os.getpid()
    leftovers.end(child.pid_file)
    assert child.exit_code is not None


def test_it_and_the_nursery_end_with_their_maker(tmp_path: Path) -> None:
    """The maker is killed with -9, and both are gone soon after."""
    log = tmp_path / "newborn.log"
    with subprocess.Popen([sys.executable, "-c", STARTER, str(log)], stdout=subprocess.PIPE, text=True) as maker:
        assert maker.stdout is not None
        made = psutil.Process(int(maker.stdout.readline()))
        child = leftovers.find(log.with_suffix(".pid"))
        assert child is not None
        maker.kill()
    wait_until(lambda: not child.is_running() and not made.is_running(), "both are gone")


def test_the_nursery_has_one_thread_and_no_children(tmp_path: Path) -> None:
    """What is forked from several threads can hang; and whom it bears is not its own."""
    child = born(tmp_path / "log")
    process = psutil.Process(nursery().process.pid)
    assert process.num_threads() == 1
    assert process.children() == []
    child.kill()
