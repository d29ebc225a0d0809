"""Processes of services that needn't import anything: tests that start hundreds of them fork them from a nursery.

Nothing else is different. Such a process is our own child, as if started by `subprocess`: the nursery makes it an
orphan, and we adopt it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from typing import BinaryIO

from deploy.local.child import Child, leash
from deploy.local.place import CHECKOUT
from tests.nursery import Order

PR_SET_CHILD_SUBREAPER = 36  # from linux/prctl.h

PATIENCE = 60.0
"""Seconds for a birth; the first waits for all imports."""


class WarmChild(Child):
    """A child whose command is `python -m MODULE ARGUMENT…`; where there is no Linux, an ordinary one."""

    def _spawn(self, log: BinaryIO) -> subprocess.Popen[bytes]:
        if sys.platform != "linux":
            return super()._spawn(log)
        _, option, module, *arguments = self._command
        assert option == "-m", self._command
        environment = dict(os.environ if self._environment is None else self._environment)
        order = Order(module, arguments, environment, str(self._folder or "."), int(self._stop_signal))
        return Adopted(self._command, nursery().bear(order, log))


class Adopted(subprocess.Popen[bytes]):
    """A child of ours that somebody else has started."""

    def __init__(self, command: list[str], pid: int) -> None:
        self._adopted = pid
        super().__init__(command)

    def _execute_child(self, *_: object) -> None:
        """Where `Popen` would fork."""
        self.pid = self._adopted
        self._child_created = True


class Nursery:
    """The process from which others are forked; it ends with us."""

    def __init__(self) -> None:
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._orders.settimeout(PATIENCE)
        with theirs:
            command = [sys.executable, "-m", "tests.nursery", str(os.getpid()), str(theirs.fileno())]
            self.process = subprocess.Popen(
                [*leash(None, signal.SIGKILL), *command],
                stdin=subprocess.DEVNULL,
                cwd=CHECKOUT,
                env=os.environ | {"PYTHONUNBUFFERED": "1"},
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def bear(self, order: Order, log: BinaryIO) -> int:
        """The number of a new child, which is ours, on its leash, and about to do what was ordered."""
        with _adopting():
            socket.send_fds(self._orders, [order.written()], [log.fileno()])
            pid = self._orders.recv(20)
        assert pid, "The nursery has ended; why, it has said on our own output."
        return int(pid)


@cache
def nursery() -> Nursery:
    """Ours; made when it is needed first."""
    return Nursery()


@contextmanager
def _adopting() -> Generator[None]:
    """Orphans below us fall to us; only for so long, since we would have to wait for each of them."""
    prctl = ctypes.CDLL(None).prctl
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    try:
        yield
    finally:
        prctl(PR_SET_CHILD_SUBREAPER, 0)
