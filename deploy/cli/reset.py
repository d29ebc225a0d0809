"""`alliance reset`."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.alliance import alliance
from deploy.cli.at_rest import at_rest
from deploy.cli.backup import taken_now
from deploy.cli.sorry import Sorry
from deploy.cli.terminal import Terminal
from deploy.local.backups.archive import shelf
from deploy.local.backups.take import NothingToBackUp
from deploy.local.ownership import MARKER, OURS
from deploy.local.place import Place
from deploy.local.trouble import CannotStart


def reset(
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    without_backup: Annotated[bool, typer.Option("--without-backup", help="Don't take a backup before.")] = False,
) -> None:
    """Remove all data of this installation, of which a backup is kept. The next start is like the first."""
    place, terminal = alliance().place, Terminal()
    if not place.home.exists():
        terminal.say(f"There is nothing to remove: {place.home} doesn't exist.")
        return
    demand_ours(place)
    with at_rest(place, "nothing is removed"):
        tell(place, terminal, keeps=not without_backup)
        if not yes and not typer.confirm("  Remove it?"):
            raise Sorry("Nothing was removed.")
    if not without_backup:
        back_up(place, terminal)
    with at_rest(place, "nothing is removed"):
        strangers = remove(place.home)
    left = f" What isn't ours stays there: {', '.join(strangers)}." if strangers else ""
    terminal.done(f"Removed.{left} `make run` starts anew.")


def back_up(place: Place, terminal: Terminal) -> None:
    """Take one, where there is anything; `Sorry` when that fails, and then nothing is removed."""
    try:
        with terminal.waiting("Taking a backup …"):
            taken = taken_now(place)
    except NothingToBackUp:
        return
    except CannotStart as refused:
        raise Sorry(
            f"No backup could be taken, so nothing was removed. {refused} To remove it all the same: "
            "`alliance reset --without-backup`."
        ) from None
    terminal.done("A backup is in ", (str(taken.file), "bold"), ".")


def demand_ours(place: Place) -> None:
    """`Sorry` unless a start of this system made the folder its own."""
    if not (place.home / MARKER).is_file():
        raise Sorry(
            f"{place.home} is not a data folder of this system (it has no file {MARKER}), so nothing is removed."
        )


def tell(place: Place, terminal: Terminal, *, keeps: bool) -> None:
    """What will be lost, and what will be kept."""
    mails = len(list(place.mail.glob("*.eml")))
    terminal.gap()
    terminal.say("This removes from ", (str(place.home), "bold"), ":")
    terminal.item("  • ", "every school, member, person and e-mail in the databases")
    terminal.item("  • ", "every fact in Kafka")
    terminal.item("  • ", f"the {mails:,} e-mails in the mail sink, the keys, the logs")
    if keeps:
        terminal.say(f"A backup of the databases and keys is put into {shelf(place)} first.")
    else:
        terminal.say("It can't be undone.")
    terminal.gap()


def remove(home: Path) -> list[str]:
    """Remove what is ours, the marker last, so that an interrupted removal can be done again; what else is there."""
    for name in OURS:
        path = home / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    strangers = sorted(path.name for path in home.iterdir() if path.name not in {MARKER, "lock"})
    (home / "lock").unlink(missing_ok=True)
    (home / MARKER).unlink()
    if not strangers:
        home.rmdir()
    return strangers
