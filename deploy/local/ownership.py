"""Whose a data folder is: a marker says that it is ours, so that nothing of anybody else is ever used or removed."""

from __future__ import annotations

from pathlib import Path

from deploy.local.trouble import CannotStart

MARKER = "alliance-data"
"""A file at the top of a data folder."""

SAYS = "The alliance system keeps its data in this folder. `alliance reset` removes it.\n"

OURS = ("postgres", "kafka", "mail", "keys", "logs", "demo", "restoring", "restored", "moving-in", "replaced")
"""What we keep in it, the lock and the marker aside."""


def make_ours(home: Path) -> None:
    """Make the folder, or mark an empty one, or one of ours that has no marker; CannotStart when it is another's."""
    home.mkdir(parents=True, exist_ok=True)
    marker = home / MARKER
    if marker.exists():
        return
    there = {path.name for path in home.iterdir()} - {"lock"}
    if there and not (home / "keys" / "token.key").exists():
        raise CannotStart(
            f"{home} has other things in it ({', '.join(sorted(there)[:3])}): "
            "ALLIANCE_HOME must name an empty or a new folder."
        )
    marker.write_text(SAYS)
