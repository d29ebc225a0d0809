"""`alliance backup`."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.alliance import alliance
from deploy.cli.terminal import Terminal
from deploy.local.backups.archive import ENDING, Backup, kept
from deploy.local.backups.take import forget_all_but, take
from deploy.local.place import Place
from shared.words import many


def backup(
    file: Annotated[
        Path | None, typer.Argument(metavar=f"[FILE{ENDING}]", help="Where to; else beside the data folder.")
    ] = None,
    keep: Annotated[
        int | None, typer.Option(min=1, metavar="NUMBER", help="Then remove all but the newest so many there.")
    ] = None,
) -> None:
    """Copy all databases as they are at one moment, with the keys. The system may be running, and goes on.

    Whoever has the file can read everything in it: it is for its owner only. `alliance restore` takes it back.
    """
    place, terminal = alliance().place, Terminal()
    with terminal.waiting("Copying the databases, and checking the copy …"):
        taken = taken_now(place, file)
    terminal.done("The backup is in ", (str(taken.file), "bold"), f" ({size(taken)}).")
    terminal.hint("Keep a copy on another machine: `alliance restore` with its name takes it back anywhere.")
    gone = forget_all_but(kept(place), keep) if keep else []
    if gone:
        terminal.hint(f"{many(len(gone), 'older backup was', 'older backups were')} removed.")


def taken_now(place: Place, file: Path | None = None) -> Backup:
    """A backup of this moment."""
    os.umask(0o077)
    return take(place, datetime.now(UTC), file.expanduser().absolute() if file else None)


def size(of: Backup) -> str:
    """How big, for people."""
    return f"{of.size / 10**6:,.1f} MB"
