"""Take a backup, of a running installation or of one at rest."""

from __future__ import annotations

import contextlib
import re
import subprocess
import tempfile
from collections.abc import Generator
from datetime import datetime
from pathlib import Path

from deploy.local import cluster
from deploy.local.backups.archive import Backup, Label, file_for, opened, pack
from deploy.local.binaries import environment, program, session
from deploy.local.lock import InUse, sole_user_of
from deploy.local.place import Place
from deploy.local.postgres import Postgres
from deploy.local.trouble import CannotStart

BESIDES = ("postgres/passwords", "keys", "demo")
"""What else belongs to the databases: what opens them, the keys for tokens, how far the example alliance is loaded."""


class NothingToBackUp(CannotStart):
    """There are no databases yet."""


def take(place: Place, now: datetime, file: Path | None = None) -> Backup:
    """Copy all databases as they are at one moment and check the copy; the backup, in `file` or on the shelf.

    A running installation goes on working. Raises `CannotStart` with a sentence when it can't be done; then there is no
    file.
    """
    postgres = Postgres(place.home / "postgres", place.postgres_port, log=place.log("postgres"))
    if not postgres.data.exists():
        raise NothingToBackUp(f"There is nothing to back up: {place.home} has no databases yet.")
    target = file or file_for(place, now)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".taking-", dir=target.parent) as folder, _running(place, postgres):
        copy = Path(folder) / "data"
        _copy(postgres.admin_url, copy)
        verify(copy)
        pack(target, Label(now, identity(copy), cluster.VERSION), [(copy, "postgres/data"), *_besides(place)])
    return opened(target)


def verify(copy: Path) -> None:
    """Does every file of a copied cluster have the size and sum that its manifest names, and is its log whole?"""
    _run("pg_verifybackup", "--exit-on-error", "--quiet", copy)


def identity(data: Path) -> str:
    """The number that PostgreSQL gave a cluster when it was made; every copy of it has the same."""
    said = _run("pg_controldata", data)
    found = re.search(r"Database system identifier:\s+(\d+)", said)
    if found is None:
        raise CannotStart(f"PostgreSQL doesn't tell which cluster {data} is.")
    return found[1]


@contextlib.contextmanager
def _running(place: Place, postgres: Postgres) -> Generator[None]:
    """The server: the one that runs, else ours, started for the moment while nobody else may start."""
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(sole_user_of(place.home))
        except InUse:
            pass
        else:
            held.callback(postgres.stop)
            postgres.start()
        yield


def _copy(url: str, target: Path) -> None:
    """Stream the files, and what is written to them meanwhile, so that together they are one moment."""
    _run("pg_basebackup", f"--pgdata={target}", "--checkpoint=fast", "--wal-method=stream", "--no-sync", url=url)


def _besides(place: Place) -> list[tuple[Path, str]]:
    return [(place.home / name, name) for name in BESIDES if (place.home / name).exists()]


def _run(name: str, *arguments: str | Path, url: str | None = None) -> str:
    """One of PostgreSQL's programs; what it said. `CannotStart` with its own words when it fails."""
    variables = environment() | (session(url) if url else {})
    done = subprocess.run([program(name), *arguments], env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotStart(f"{name} says: {' '.join((done.stderr or done.stdout).split())}")
    return done.stdout


def forget_all_but(backups: list[Backup], keep: int) -> list[Backup]:
    """Remove all but the newest `keep` of these, which are newest first; those that went."""
    old = backups[keep:]
    for backup in old:
        backup.file.unlink()
    return old
