"""One stack per data folder."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Generator
from pathlib import Path

from deploy.local.trouble import CannotStart


class InUse(CannotStart):
    """A stack runs in that folder."""


@contextlib.contextmanager
def sole_user_of(home: Path) -> Generator[None]:
    """Hold the folder's lock, which the system takes back however we end; `InUse` when somebody has it."""
    with (home / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise InUse(
                f"The stack in {home} is running already (process {lock.read().strip()}). "
                "A second one needs its own ALLIANCE_HOME and ALLIANCE_PORT_BASE."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
