"""A program that checks something: the one on the PATH, else Debian's, unpacked without being installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

CACHE = Path(__file__).parents[1] / ".pytest_cache"

PACKAGES = {"promtool": "prometheus", "amtool": "prometheus-alertmanager"}
"""Debian's package of each."""


class NotHere(Exception):
    """Neither is it here nor can Debian's package manager bring it."""


def here_or_skip(name: str) -> str:
    """Where it is; what has to be brought is kept between runs. Skips the test, saying why, when it can't be had."""
    folder = CACHE / name
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return found(name, folder)
    except NotHere as reason:
        pytest.skip(str(reason))


def found(name: str, folder: Path) -> str:
    """Where it is; `folder` keeps what has to be brought. Raises `NotHere`."""
    if here := shutil.which(name):
        return here
    unpacked = folder / "usr/bin" / name
    if not unpacked.exists():
        _bring(name, folder)
    return str(unpacked)


def _bring(name: str, folder: Path) -> None:
    if not shutil.which("apt-get"):
        raise NotHere(f"{name} is not on the PATH, and there is no apt-get to bring it")
    package = PACKAGES[name]
    try:
        _do(folder, "apt-get", "update", "-qq")
        _do(folder, "apt-get", "download", "-qq", package)
    except subprocess.CalledProcessError as failed:
        raise NotHere(f"apt-get can't bring {name}: {failed.stderr.strip()[-200:]}") from failed
    (file,) = folder.glob(f"{package}_*.deb")
    _do(folder, "dpkg-deb", "-x", file.name, ".")
    file.unlink()


def _do(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=100)
