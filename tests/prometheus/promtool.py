"""Prometheus' own checker: the one on the PATH, else Debian's, unpacked without being installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path


class NoPromtool(Exception):
    """Neither is it here nor can Debian's package manager bring it."""


def promtool(folder: Path) -> str:
    """Where it is; `folder` keeps what has to be brought. Raises `NoPromtool`."""
    if here := shutil.which("promtool"):
        return here
    unpacked = folder / "usr/bin/promtool"
    if not unpacked.exists():
        _bring(folder)
    return str(unpacked)


def _bring(folder: Path) -> None:
    if not shutil.which("apt-get"):
        raise NoPromtool("promtool is not on the PATH, and there is no apt-get to bring it")
    try:
        _do(folder, "apt-get", "update", "-qq")
        _do(folder, "apt-get", "download", "-qq", "prometheus")
    except subprocess.CalledProcessError as failed:
        raise NoPromtool(f"apt-get can't bring promtool: {failed.stderr.strip()[-200:]}") from failed
    (package,) = folder.glob("prometheus_*.deb")
    _do(folder, "dpkg-deb", "-x", package.name, ".")
    package.unlink()


def _do(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=100)
