"""A backup as a file: a label first, so that a list of many is quick, and then the folders."""

from __future__ import annotations

import gzip
import json
import os
import tarfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePosixPath

from deploy.local.place import Place
from deploy.local.trouble import CannotStart

LABEL = "alliance-backup.json"
ENDING = ".tar.gz"
COMPRESSION = 3
"""Of gzip: half the size that 1 gives, in half the time that 6 takes."""


class NoBackup(CannotStart):
    """The file isn't a backup, or not a whole one."""


@dataclass(frozen=True, slots=True)
class Label:
    """When a backup was taken (aware), of which cluster (PostgreSQL's number of it), and by which PostgreSQL."""

    taken_at: datetime
    cluster: str
    postgres: str


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup's file and what its label says."""

    file: Path
    label: Label

    @property
    def size(self) -> int:
        """Bytes."""
        return self.file.stat().st_size


def shelf(place: Place) -> Path:
    """Where an installation's backups are kept: beside its data folder, so that removing that leaves them."""
    return place.home.with_name(f"{place.home.name}-backups")


def file_for(place: Place, taken_at: datetime) -> Path:
    """What a backup of that moment is called there."""
    return shelf(place) / f"alliance-{taken_at:%Y-%m-%d-%H%M%S}{ENDING}"


def kept(place: Place) -> list[Backup]:
    """The backups there, newest first; files that are none are passed over."""
    found: list[Backup] = []
    for file in shelf(place).glob(f"*{ENDING}"):
        try:
            found.append(opened(file))
        except NoBackup:
            continue
    return sorted(found, key=lambda each: each.label.taken_at, reverse=True)


def opened(file: Path) -> Backup:
    """A backup by its file. Raises `NoBackup` when it is none."""
    try:
        with tarfile.open(file, "r|gz") as archive:
            first = archive.next()
            content = archive.extractfile(first) if first and first.name == LABEL else None
            if content is None:
                raise NoBackup(f"{file} is not a backup of this system.")
            says = json.load(content)
        return Backup(file, Label(datetime.fromisoformat(says["taken_at"]), says["cluster"], says["postgres"]))
    except FileNotFoundError:
        raise NoBackup(f"There is no file {file}.") from None
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error, KeyError, TypeError, ValueError):
        raise NoBackup(f"{file} is not a backup of this system, or it is damaged.") from None


def pack(file: Path, label: Label, folders: Sequence[tuple[Path, str]]) -> None:
    """Write a backup, whole or not at all, for its owner only: files and folders, each with its name in it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.new")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    try:
        with unfinished.open("wb") as target:
            with tarfile.open(fileobj=target, mode="w:gz", compresslevel=COMPRESSION) as archive:
                _write_label(archive, label)
                for path, name in folders:
                    archive.add(path, name, filter=_nobodys)
            target.flush()
            os.fsync(target.fileno())
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def unpack(file: Path, target: Path) -> None:
    """Lay its content out in a new folder. Raises `NoBackup` when it breaks off, or holds what no backup holds."""
    target.mkdir(mode=0o700)
    try:
        with tarfile.open(file, "r|gz") as archive:
            for member in archive:
                _lay_out(archive, member, target)
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error):
        raise NoBackup(f"{file} is damaged: it can't be read to its end.") from None


def _lay_out(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    """One file or folder. A link, or a way out of the target, was never put in by us."""
    name = PurePosixPath(member.name)
    content = archive.extractfile(member) if member.isfile() else None
    if name.is_absolute() or ".." in name.parts or not (member.isdir() or content):
        raise NoBackup(f"{archive.name} holds {member.name}, which no backup of this system does.")
    path = target / name
    if content is None:
        path.mkdir(mode=0o700, parents=True)
        return
    path.touch(mode=0o600)
    with path.open("wb") as file:
        while block := content.read(1 << 20):
            file.write(block)


def _write_label(archive: tarfile.TarFile, label: Label) -> None:
    says = {"taken_at": label.taken_at.isoformat(), "cluster": label.cluster, "postgres": label.postgres}
    content = json.dumps(says).encode()
    about = tarfile.TarInfo(LABEL)
    about.size, about.mode = len(content), 0o600
    archive.addfile(about, BytesIO(content))


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Whose files they were means nothing on another machine."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member
