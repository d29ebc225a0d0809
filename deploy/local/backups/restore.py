"""Put a backup in the place of what an installation has now."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from deploy.local import cluster
from deploy.local.backups import swap
from deploy.local.backups.archive import Backup, NoBackup, unpack
from deploy.local.backups.take import identity, verify
from deploy.local.place import Place
from deploy.local.postgres import Postgres
from deploy.local.trouble import CannotStart
from deploy.local.unprivileged import hand_over, make_folder, server_user


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: where the old is (None when nothing was there), and whether Kafka's facts stayed."""

    replaced: Path | None
    keeps_kafka: bool


def lay_out(backup: Backup, place: Place) -> Path:
    """Unpack and check a backup beside the data, of which nothing is touched; refuses one that isn't whole."""
    if backup.label.postgres != cluster.VERSION:
        raise NoBackup(
            f"{backup.file} was taken with PostgreSQL {backup.label.postgres}; this system runs {cluster.VERSION}. "
            "Restore it with the version of this system that took it."
        )
    target = place.home / swap.LAID_OUT
    shutil.rmtree(target, ignore_errors=True)
    try:
        unpack(backup.file, target)
        verify(target / "postgres" / "data")
        _prepare(target / "postgres")
        os.sync()  # what is set aside for it may not be younger on the disk
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    return target


def put_in_place(laid_out: Path, place: Place, now: datetime) -> Restored:
    """Replace what is there by what was laid out, and let PostgreSQL open it.

    Kafka's facts stay when the databases that are there are another state of the same installation: then the bus finds
    out what the restored ones don't know. The facts of another installation would be mistaken for ours.
    """
    stays = _is_same(place.home / "postgres" / "data", laid_out / "postgres" / "data")
    gone = [name for name in swap.REPLACES if name != "kafka" or not stays]
    swap.agree(laid_out, f"{now:%Y-%m-%d-%H%M%S}", gone)
    replaced = swap.finish(place.home)
    _open(place)
    return Restored(replaced, stays)


def _prepare(postgres: Path) -> None:
    """For the server's user, and so that its history branches off here.

    With this file PostgreSQL ends the recovery on a new timeline, as after every restore: by that, notify notices that
    letters may have gone of which the restored database knows nothing.
    """
    data = postgres / "data"
    (data / "recovery.signal").touch(mode=0o600)
    make_folder(postgres)
    user = server_user()
    for folder, _, files in os.walk(data):
        hand_over(Path(folder), user)
        for name in files:
            hand_over(Path(folder) / name, user)


def _is_same(present: Path, restored: Path) -> bool:
    """Are they states of one cluster? Nothing, or what PostgreSQL can't read, is left to the bus to judge."""
    try:
        return not present.exists() or identity(present) == identity(restored)
    except CannotStart:
        return True


def _open(place: Place) -> None:
    """Recovery at once, while somebody watches, and not at the next start."""
    postgres = Postgres(place.home / "postgres", place.postgres_port, log=place.log("postgres"))
    try:
        postgres.start()
    finally:
        postgres.stop()
