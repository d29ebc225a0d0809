"""`alliance ops SERVICE republish`: send facts once more."""

from typing import Annotated, Any

import typer

from deploy.cli.ops.asking import DryRun, Why, decide, done, look
from deploy.cli.ops.progressing import bar, watch
from deploy.cli.sorry import Sorry
from deploy.cli.terminal import Terminal
from shared.words import many


def republish(
    context: typer.Context,
    topic: Annotated[str | None, typer.Option(metavar="TOPIC", help="Only of this topic.")] = None,
    key: Annotated[str | None, typer.Option(metavar="KEY", help="Only of this key of the topic.")] = None,
    from_sequence: Annotated[
        int | None, typer.Option(min=1, metavar="NUMBER", help="Only from this number of the key on.")
    ] = None,
    why: Why = None,
    dry_run: DryRun = False,
) -> None:
    """Send facts once more under their own numbers and ids. Readers drop what they have."""
    which: dict[str, Any] = {"topic": topic, "key": key, "from_sequence": from_sequence}
    terminal = Terminal()
    count = decide(context, "/republish", **which, dry_run=True)["left"]
    if dry_run or not count:
        done(terminal, dry_run, f"{many(count, 'fact goes', 'facts go')} out again.")
        return
    facts = _unmark(context, which | {"why": why}, count, terminal)
    done(terminal, dry_run, f"{many(facts, 'fact goes', 'facts go')} out again.")
    _wait_until_out(context, terminal)


def _unmark(context: typer.Context, command: dict[str, Any], count: int, terminal: Terminal) -> int:
    facts, after = 0, 0
    with bar(terminal, "un-marking") as show:
        while after is not None:
            answer = decide(context, "/republish", **command, after=after)
            facts, after = facts + answer["facts"], answer["after"]
            show(facts, max(facts, count))
    return facts


def _wait_until_out(context: typer.Context, terminal: Terminal) -> None:
    most = look(context, "/outbox")["unpublished"]

    def so_far() -> tuple[int, int]:
        return max(0, most - look(context, "/outbox")["unpublished"]), most

    if not watch(terminal, "sending", so_far):
        raise Sorry("They wait to go out, but nothing moves: `alliance status` tells why. They go out by themselves.")
    terminal.item(("✓ ", "green"), "All of them are out.")
