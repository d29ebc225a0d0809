"""A program that checks something: the one on the PATH, else Debian's, unpacked without being installed."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from pathlib import Path

PACKAGES = {
    "promtool": "prometheus",
    "prometheus": "prometheus",
    "amtool": "prometheus-alertmanager",
    "prometheus-alertmanager": "prometheus-alertmanager",
}
"""Debian's package of each."""

SHARED = "/usr/share/prometheus/alertmanager"
"""Where Alertmanager's own templates are, once it is installed."""


class NotHere(Exception):
    """Neither is it here nor can Debian's package manager bring it."""


def found(name: str, folder: Path) -> str:
    """Where it is; `folder` keeps what has to be brought, and two who bring it take turns. Raises `NotHere`."""
    if here := shutil.which(name):
        return here
    folder = folder / PACKAGES[name]
    folder.mkdir(parents=True, exist_ok=True)
    unpacked = folder / "usr/bin" / name
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not unpacked.exists():
            _bring(name, folder)
    return str(unpacked)


def alertmanager(folder: Path, copies: Path) -> tuple[str, Path | None]:
    """The program, and the folder to start it in. Raises `NotHere`.

    Debian's looks for its templates where installing would have put them: a copy looks where it is started instead,
    by a path of the same length.
    """
    program = found("prometheus-alertmanager", folder)
    if Path(SHARED).exists() or not program.startswith(str(folder)):
        return program, None
    copy = copies / "prometheus-alertmanager"
    copy.write_bytes(Path(program).read_bytes().replace(SHARED.encode(), b"." + b"/" * (len(SHARED) - 1)))
    copy.chmod(0o700)
    return str(copy), folder / PACKAGES["prometheus-alertmanager"] / SHARED.lstrip("/")


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
