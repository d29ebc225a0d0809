"""A program that the stack starts, watches and ends.

Own code, and little of it, because the libraries for it stop short: mirakuru knows readiness, but can neither change
the user, nor tie a program's life to ours, nor tell that it died later; honcho knows neither order nor readiness.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from deploy.local import leftovers
from deploy.local.trouble import CannotStart

LEASH = Path(__file__).with_name("leash.py")
LOG_LIMIT = 5_000_000  # bytes; a longer log is set aside at the next start
LINES_SHOWN = 12
TAIL = 16_000  # bytes of a log that are looked at for them
FULL = 5_000_000  # bytes; less is a full disk


class Child:
    """One program: its command, log and pid file. `stop_signal` is what ends it cleanly."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        log: Path,
        *,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        user: int | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        speaks_in: Path | None = None,
    ) -> None:
        self.name = name
        self.log = log
        self._command = [str(part) for part in command]
        self._environment = environment
        self._folder = folder
        self._user = user
        self._stop_signal = stop_signal
        self._speaks_in = speaks_in or log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id; only while it has been started."""
        if self._process is None:
            raise RuntimeError(f"{self.name} was not started")
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs (or was never started); negative: the signal that ended it."""
        return self._process.poll() if self._process else None

    def start(self) -> None:
        """Start it in a session of its own, which Ctrl-C doesn't reach; ends first what an earlier run left of it."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        leftovers.end(self.pid_file)
        set_aside(self.log)
        with self.log.open("ab") as log:
            self._process = self._spawn(log)
        leftovers.note(self.pid_file, self._process.pid)

    def _spawn(self, log: BinaryIO) -> subprocess.Popen[bytes]:
        """The command on its leash, in a session of its own."""
        return subprocess.Popen(
            [*leash(self._user, self._stop_signal), *self._command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=self._folder,
            env=None if self._environment is None else dict(self._environment),
            start_new_session=True,
        )

    @property
    def pid_file(self) -> Path:
        """Beside the log, so that a later run with the same folders finds it."""
        return self.log.with_suffix(".pid")

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Wait until `ready()`; CannotStart when the program ends or the time does."""
        deadline = time.monotonic() + seconds
        while not ready():
            if self.exit_code is not None:
                raise CannotStart(f"{self.name} ended while starting ({self.how_it_ended()}).\n{self.last_words()}")
            if time.monotonic() > deadline:
                raise CannotStart(f"{self.name} was not ready after {seconds:.0f} s.\n{self.last_words()}")
            time.sleep(0.02)

    def ask_to_stop(self) -> None:
        """Send the clean stop signal; nothing when it has ended already."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(self._stop_signal)

    def stop(self, seconds: float) -> bool:
        """Ask it to stop, wait, kill what is left of its session; True when no killing was needed."""
        if self._process is None:
            return True
        self.ask_to_stop()
        clean = self.ended_within(seconds)
        if not clean:
            self.kill()
        leftovers.forget(self.pid_file)
        return clean

    def ended_within(self, seconds: float) -> bool:
        """Whether it ended in time."""
        try:
            if self._process:
                self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """Kill it and all of its session at once, as a crash would. One that has ended has no number any more."""
        if self._process and self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def how_it_ended(self) -> str:
        """Words for the exit code."""
        code = self.exit_code
        if code is None:
            return "still running"
        return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"

    def last_words(self) -> str:
        """The last lines of what it wrote, and where the rest is; before them, when it is so, that the disk is full."""
        files = [self._speaks_in, *({self.log} - {self._speaks_in})]
        lines = [line for file in files if file.exists() for line in tail(file)][-LINES_SHOWN:]
        full = disk_is_full(self.log.parent) or any("No space left on device" in line for line in lines)
        shown = [f"  {line}" for line in [*lines, f"(all of it: {self._speaks_in})"]]
        return "\n".join(["The disk is full.", *shown] if full else shown)


def leash(user: int | None, stop_signal: signal.Signals = signal.SIGTERM) -> list[str]:
    """What stands before a command that runs as that user and ends, by that signal, when we do; None: as we are."""
    who = "-" if user is None else str(user)
    return [sys.executable, "-I", "-S", str(LEASH), str(os.getpid()), str(int(stop_signal)), who]


def tail(file: Path) -> list[str]:
    """The last lines of a file of any size, without the places in Java's code that an error passed through."""
    with file.open("rb") as stream:
        stream.seek(max(0, file.stat().st_size - TAIL))
        lines = stream.read().decode(errors="replace").splitlines()
    return [line for line in lines if not line.lstrip().startswith(("at ", "..."))][-LINES_SHOWN:]


def disk_is_full(folder: Path) -> bool:
    """Whether hardly anything can be written; a process that died of it may not have been able to say so."""
    return shutil.disk_usage(folder).free < FULL


def set_aside(log: Path) -> None:
    """Keep one older log when this one has become long."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_name(log.name + ".1"))
