"""Where a check runs: a folder that the unprivileged user may pass, ports that nobody has, and who that user is."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from deploy.docker.check.here import ADDRESSES, Here
from deploy.local import ports
from deploy.local.trouble import CannotStart
from deploy.local.unprivileged import demand_passage, server_user

LOWEST, HIGHEST = 14_000, 32_000  # below those that the system hands out itself
OTHERS = ("/usr/local/bin/python3", "/usr/bin/python3")


def room(folder: Path, python: Path) -> Here:
    """A place in an empty folder, for containers that run by that interpreter."""
    folder.chmod(0o711)
    return Here(folder, free_range(), server_user() if is_passable(python) else None)


def free_range() -> int:
    """The first port of a range of which all are free."""
    first = LOWEST + os.getpid() % 500 * 20
    for base in range(first, HIGHEST, 20):
        if all(is_free(base + offset) for offset in range(len(ADDRESSES))):
            return base
    raise CannotStart("No range of free ports was found.")


def is_free(port: int) -> bool:
    """Whether nobody listens there."""
    try:
        ports.demand_free(port, "a container")
    except CannotStart:
        return False
    return True


def base_python() -> Path:
    """The interpreter that stands for the image's: this one, or as root one that the unprivileged user may run."""
    here = Path(sys.executable).resolve()
    others: Iterable[Path] = (Path(each) for each in OTHERS if Path(each).exists())
    return next((each for each in (here, *others) if is_passable(each)), here)


def is_passable(program: Path) -> bool:
    """Whether whoever runs our containers here may run it; nothing else is asked of an ordinary user."""
    try:
        demand_passage(server_user(), program.resolve())
    except CannotStart:
        return False
    return True
