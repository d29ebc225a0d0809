"""`alliance restore`."""

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.alliance import alliance
from deploy.cli.at_rest import at_rest
from deploy.cli.backup import size
from deploy.cli.sorry import Sorry
from deploy.cli.terminal import Column, Terminal
from deploy.local.backups.archive import Backup, kept, opened, shelf
from deploy.local.backups.restore import Restored, lay_out, put_in_place
from deploy.local.ownership import make_ours
from deploy.local.place import Place
from deploy.local.unprivileged import make_folder
from shared.words import long_moment

LINE = (Column("taken on", style="bold", whole=True), Column("size", right=True, whole=True), Column("file"))


def restore(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A backup; without, they are listed.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Make everything as it was when a backup was taken. What is there now is set aside, not removed."""
    place, terminal = alliance().place, Terminal()
    if file is None:
        list_them(place, terminal)
        return
    backup = opened(file.expanduser().absolute())
    os.umask(0o077)
    make_ours(place.home)
    make_folder(place.home)
    with at_rest(place, "nothing is restored"), laid_out(backup, place, terminal) as folder:
        tell(backup, place, terminal)
        if not yes and not typer.confirm("  Restore it?"):
            raise Sorry("Nothing was changed.")
        with terminal.waiting("Letting PostgreSQL open it …"):
            done = put_in_place(folder, place, datetime.now(UTC))
    say_what_follows(done, terminal)


@contextmanager
def laid_out(backup: Backup, place: Place, terminal: Terminal) -> Generator[Path]:
    """A backup, unpacked and found whole: nobody is asked about one that can't be restored. Gone if it isn't used."""
    with terminal.waiting("Unpacking and checking the backup …"):
        folder = lay_out(backup, place)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # once it is agreed on, it is called otherwise


def list_them(place: Place, terminal: Terminal) -> None:
    """The backups beside the data folder."""
    backups = kept(place)
    if not backups:
        terminal.say(f"There is no backup in {shelf(place)}: `alliance backup` takes one.")
        return
    terminal.table(LINE, [(long_moment(each.label.taken_at), size(each), str(each.file)) for each in backups])
    terminal.footer("`alliance restore FILE` takes one back.")


def tell(backup: Backup, place: Place, terminal: Terminal) -> None:
    """What it will do, and what it won't."""
    terminal.gap()
    terminal.say("All databases will be as on ", (long_moment(backup.label.taken_at), "bold"), ":")
    terminal.item("  • ", "accounts too: whose access was ended since then can sign in again")
    terminal.item("  • ", "who was erased since then is there again, and has to be erased again")
    terminal.item("  • ", f"what is in {place.home} now is set aside in its folder “replaced”")
    terminal.gap()


def say_what_follows(done: Restored, terminal: Terminal) -> None:
    """What the next start brings, and where the old is."""
    terminal.done("Restored. `make run` starts it.")
    if done.keeps_kafka:
        terminal.hint("If Kafka knows facts that the backup doesn't, their service says so and tells nothing new until")
        terminal.hint(
            "somebody decides about each: `alliance ops SERVICE recover` lists them, and the page Running leads"
        )
        terminal.hint("there. Until then the other services go on from what Kafka knows, which they had read before.")
    else:
        terminal.hint("Kafka's facts were another installation's: the services fill it again from their databases.")
    terminal.hint("E-mails asked for before now that the backup doesn't know as sent are not sent again: they wait as")
    terminal.hint("uncertain, see `alliance mail --state uncertain`.")
    if done.replaced:
        terminal.hint("What was there is in ", (str(done.replaced), "bold"), "; remove it once you are sure.")
