"""`alliance ops SERVICE readers`, `resume`, `rebuild FOLD`."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from deploy.cli.ops.asking import DryRun, Reader, Why, decide, done, look, own_reader
from deploy.cli.ops.progressing import watch
from deploy.cli.sorry import Sorry
from deploy.cli.status import AsJson
from deploy.cli.terminal import Terminal
from shared.words import many, short_moment


def readers(context: typer.Context, as_json: AsJson = False) -> None:
    """List the service's readers: which are folds, which are stopped."""
    found = look(context, "/readers")
    terminal, now = Terminal(), datetime.now(UTC)
    if as_json:
        terminal.json(found)
    elif not found:
        terminal.say("This service reads nothing.")
    for each in () if as_json else found:
        kind = ("  fold", "dim") if each["fold"] else ""
        if each["stopped_because"]:
            since = short_moment(datetime.fromisoformat(each["stopped_at"]), now)
            terminal.item(
                ("✗ ", "red"), (each["reader"], "bold"), kind, f"  stopped at {since}: {each['stopped_because']}"
            )
        else:
            terminal.item(("✓ ", "green"), (each["reader"], "bold"), kind, "  may read")


def resume(context: typer.Context, reader: Reader = None, why: Why = None, dry_run: DryRun = False) -> None:
    """Let a stopped reader read again."""
    name = own_reader(context, reader)
    answer = decide(context, "/readers/resume", reader=name, why=why, dry_run=dry_run)
    sentence = f"{name} reads again. It had stopped because {answer['stopped_because']}."
    done(Terminal(), dry_run, sentence, "`parked list` shows what it had set aside.")


def rebuild(
    context: typer.Context,
    fold: Annotated[str, typer.Argument(metavar="FOLD", help="As `readers` lists it: name@version.")],
    why: Why = None,
    dry_run: DryRun = False,
) -> None:
    """Throw a fold away and let it read anew, from the beginning. What it shows is incomplete until then."""
    terminal = Terminal()
    answer = decide(context, "/readers/rebuild", fold=fold, why=why, dry_run=dry_run)
    keys, parked = many(answer["keys"], "key"), many(answer["parked"], "parked fact")
    done(terminal, dry_run, f"{fold} is cleared: {keys} and {parked} are read anew.")
    if dry_run:
        return

    def so_far() -> tuple[int, int]:
        progress = look(context, "/readers/progress", reader=fold)
        return progress["read"], progress["of"]

    if not watch(terminal, f"reading {fold}", so_far):
        raise Sorry(f"{fold} is cleared, but it doesn't move: `alliance status` tells why. It goes on by itself.")
    terminal.item(("✓ ", "green"), f"{fold} has read everything.")
