"""Pid files: how a later run finds and ends what an earlier one left running.

A pid alone says nothing after a while, since the system hands numbers out again. So the time at which the process
began is kept with it, and only a process for which both fit is ended.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psutil

PATIENCE = 6.0  # seconds between asking a leftover to end and killing it


def note(pid_file: Path, pid: int) -> None:
    """Remember a process that was just started."""
    try:
        began = psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        return
    written = pid_file.with_suffix(".pid.new")
    written.write_text(f"{pid} {began}\n")
    written.replace(pid_file)


def forget(pid_file: Path) -> None:
    """The process ended in order."""
    pid_file.unlink(missing_ok=True)


def end(pid_file: Path) -> None:
    """End the process that the file names if it is still the one that was started, then forget it."""
    process = find(pid_file)
    if process and process.pid != os.getpid():
        end_process(process)
    forget(pid_file)


def find(pid_file: Path) -> psutil.Process | None:
    """The process that the file names, or None when it is gone or its number belongs to another one now."""
    try:
        pid, began = pid_file.read_text().split()
        process = psutil.Process(int(pid))
        same = abs(process.create_time() - float(began)) < 2  # a clock that was set moves it a little
    except (OSError, ValueError, psutil.Error):
        return None
    return process if same and process.status() != psutil.STATUS_ZOMBIE else None


def end_process(process: psutil.Process) -> None:
    """Ask, wait, kill. SIGINT is a fast shutdown for PostgreSQL, where SIGTERM would wait for its clients."""
    try:
        process.send_signal(signal.SIGINT if process.name() == "postgres" else signal.SIGTERM)
        process.wait(PATIENCE)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(PATIENCE)
    except psutil.NoSuchProcess:
        return
