"""`alliance ops SERVICE refused`: facts of ours that Kafka refused for what they are."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from deploy.cli.ops.asking import DryRun, Limit, Why, decide, done, look
from deploy.cli.status import AsJson
from deploy.cli.terminal import Terminal
from shared.words import many, short_moment

Id = Annotated[int, typer.Argument(metavar="ID", min=0, help="As the list shows it.")]


def commands(group: typer.Typer) -> typer.Typer:
    """List, retry, discard."""
    group.command("list")(list_refused)
    group.command()(retry)
    group.command()(discard)
    return group


def list_refused(context: typer.Context, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List the facts that Kafka refused, and how many wait behind each."""
    facts = look(context, "/refused", limit=limit)
    terminal, now = Terminal(), datetime.now(UTC)
    if as_json:
        terminal.json(facts)
    elif not facts:
        terminal.say("Kafka has refused nothing.")
    for fact in () if as_json else facts:
        when = short_moment(datetime.fromisoformat(fact["refused_at"]), now)
        terminal.item((f"{fact['outbox_id']}  ", "bold"), f"{fact['topic']} {fact['key']} number {fact['sequence']}")
        size = f"{fact['bytes']:,} bytes of {fact['type']}"
        behind = f"; {many(fact['behind'], 'fact waits', 'facts wait')} behind it" if fact["behind"] else ""
        terminal.item(" " * (len(str(fact["outbox_id"])) + 2), (f"{fact['error']}, {when}: {size}{behind}", "dim"))


def retry(context: typer.Context, outbox_id: Id, why: Why = None, dry_run: DryRun = False) -> None:
    """Send a fact again: Kafka takes it now."""
    fact = decide(context, "/refused/retry", outbox_id=outbox_id, why=why, dry_run=dry_run)
    done(Terminal(), dry_run, f"{fact['topic']} {fact['key']} number {fact['sequence']} is sent again.")


def discard(context: typer.Context, outbox_id: Id, why: Why = None, dry_run: DryRun = False) -> None:
    """Let a fact go. Its number goes out without a word, so that its key goes on at every reader."""
    fact = decide(context, "/refused/discard", outbox_id=outbox_id, why=why, dry_run=dry_run)
    done(Terminal(), dry_run, f"{fact['topic']} {fact['key']} number {fact['sequence']} is discarded.")
