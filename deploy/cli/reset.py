"""`alliance reset`."""

import contextlib
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.alliance import alliance
from deploy.cli.sorry import Sorry
from deploy.cli.terminal import Terminal
from deploy.local.lock import sole_user_of
from deploy.local.ownership import MARKER, OURS
from deploy.local.place import Place
from deploy.local.trouble import CannotStart


def reset(yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False) -> None:
    """Remove all data of this installation. The next start is like the first."""
    place, terminal = alliance().place, Terminal()
    if not place.home.exists():
        terminal.say(f"There is nothing to remove: {place.home} doesn't exist.")
        return
    demand_ours(place)
    with at_rest(place):
        tell(place, terminal)
        if not yes and not typer.confirm("  Remove it?"):
            raise Sorry("Nothing was removed.")
        strangers = remove(place.home)
    left = f" What isn't ours stays there: {', '.join(strangers)}." if strangers else ""
    terminal.done(f"Removed.{left} `make run` starts anew.")


@contextlib.contextmanager
def at_rest(place: Place) -> Generator[None]:
    """Keep the stack from starting meanwhile; `Sorry` when it runs."""
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(sole_user_of(place.home))
        except CannotStart:
            raise Sorry(f"The stack in {place.home} is running, so nothing is removed: stop it first.") from None
        yield


def demand_ours(place: Place) -> None:
    """`Sorry` unless a start of this system made the folder its own."""
    if not (place.home / MARKER).is_file():
        raise Sorry(
            f"{place.home} is not a data folder of this system (it has no file {MARKER}), so nothing is removed."
        )


def tell(place: Place, terminal: Terminal) -> None:
    """What will be lost."""
    mails = len(list(place.mail.glob("*.eml")))
    terminal.gap()
    terminal.say("This removes from ", (str(place.home), "bold"), ":")
    terminal.item("  • ", "every school, member, person and e-mail in the databases")
    terminal.item("  • ", "every fact in Kafka")
    terminal.item("  • ", f"the {mails:,} e-mails in the mail sink, the keys, the logs")
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
