"""PostgreSQL refuses to run as root; then it runs as `nobody`."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

from deploy.local.trouble import CannotStart


def server_user() -> int | None:
    """The user id to change to, or None to stay who we are."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None


def make_folder(folder: Path) -> None:
    """A folder for us alone; as root the unprivileged user may pass through it, but not list it."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)


def hand_over(path: Path, user: int | None) -> None:
    """Give a file or folder to that user; nothing when there is no change of user."""
    if user is not None:
        os.chown(path, user, pwd.getpwuid(user).pw_gid)


def demand_passage(user: int | None, path: Path) -> None:
    """CannotStart, naming the closed folder, when that user can't get to a path, which must be there."""
    for folder in [*reversed(path.parents), path]:
        if user is not None and not may_enter(folder, user):
            raise CannotStart(
                f"As root, PostgreSQL runs as the user nobody, who may not enter {folder}: run this as an ordinary "
                f"user, or allow passage (chmod o+x {folder}), or keep checkout and ALLIANCE_HOME elsewhere."
            )


def may_enter(path: Path, user: int) -> bool:
    """Whether that user may pass through a folder or run a file, as far as its mode says."""
    status = path.stat()
    group = status.st_gid == pwd.getpwuid(user).pw_gid
    shift = 6 if status.st_uid == user else 3 if group else 0
    return bool(status.st_mode >> shift & 0o1)
