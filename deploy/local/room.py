"""Whether the disk has room for a stack."""

from __future__ import annotations

import shutil
from pathlib import Path

from deploy.local.trouble import CannotStart

FIRST_START = 1_000_000_000  # bytes: an empty cluster, Kafka's first segments, the register, and some months of e-mail
LATER_START = 200_000_000


def demand_room(home: Path) -> None:
    """CannotStart when the disk that holds the data folder is nearly full."""
    needed = LATER_START if (home / "postgres" / "data").exists() else FIRST_START
    free = shutil.disk_usage(home).free
    if free < needed:
        raise CannotStart(
            f"The disk is nearly full: {free // 10**6} MB are free for {home}, and {needed // 10**6} MB are needed."
        )
