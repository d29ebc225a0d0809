"""Restored folders take the place of those that are there, which are set aside; whoever interrupts it, it is finished.

A restore lays out, checks and only then names its folder `restored`: from there on every step may be done again, by a
further restore or by the next start, and nothing is ever overwritten.
"""

from __future__ import annotations

import shutil
from pathlib import Path

LAID_OUT = "restoring"
RESTORED = "restored"
MOVING_IN = "moving-in"
REPLACED = "replaced"
AWAY = "set-aside-in"
"""In `restored`: a file with the name of the folder under `replaced` for what was there."""

REPLACES = ("postgres", "keys", "demo", "kafka")
"""What may be replaced, or only set aside."""


def agree(laid_out: Path, aside: str, names: list[str]) -> None:
    """What is laid out is whole: it is to replace, and these names are to be set aside in a folder called that."""
    (laid_out / AWAY).write_text("\n".join([aside, *names]))
    laid_out.replace(laid_out.with_name(RESTORED))


def finish(home: Path) -> Path | None:
    """Go on with what was agreed, if anything was; the folder with what was replaced."""
    ready, moving = home / RESTORED, home / MOVING_IN
    aside = None
    if ready.exists():
        aside = _set_aside(home, (ready / AWAY).read_text().splitlines())
        ready.replace(moving)
    if moving.exists():
        _move_in(home, moving)
    return aside


def _set_aside(home: Path, agreed: list[str]) -> Path | None:
    """What is there is the old as long as the new is called `restored`."""
    folder, *names = agreed
    aside = home / REPLACED / folder
    there = [home / name for name in names if (home / name).exists()]
    for path in there:
        aside.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.replace(aside / path.name)
    return aside if aside.exists() else None


def _move_in(home: Path, moving: Path) -> None:
    for name in REPLACES:
        if (moving / name).exists():
            (moving / name).replace(home / name)
    shutil.rmtree(moving)
