"""`alliance ops SERVICE timers`: those that failed three times."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from deploy.cli.ops.asking import DryRun, Limit, Why, decide, done, look
from deploy.cli.status import AsJson
from deploy.cli.terminal import Terminal
from shared.words import short_moment

TimerId = Annotated[str, typer.Argument(metavar="TIMER", help="As the list shows it.")]


def commands(group: typer.Typer) -> typer.Typer:
    """List, retry, discard."""
    group.command("list")(list_timers)
    group.command()(retry)
    group.command()(discard)
    return group


def list_timers(context: typer.Context, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List the parked timers, oldest first."""
    timers = look(context, "/timers", limit=limit)
    terminal, now = Terminal(), datetime.now(UTC)
    if as_json:
        terminal.json(timers)
    elif not timers:
        terminal.say("No timer is parked.")
    for timer in () if as_json else timers:
        when = short_moment(datetime.fromisoformat(timer["parked_at"]), now)
        terminal.item((f"{timer['timer']}  ", "bold"), f"{timer['command']}: {timer['error']}", (f"  {when}", "dim"))
        terminal.item("    ", (timer["data"], "dim"))


def retry(context: typer.Context, timer: TimerId, why: Why = None, dry_run: DryRun = False) -> None:
    """Give a timer's command again, with three tries."""
    answer = decide(context, "/timers/retry", timer=timer, why=why, dry_run=dry_run)
    done(Terminal(), dry_run, f"{answer['command']} is given again.")


def discard(context: typer.Context, timer: TimerId, why: Why = None, dry_run: DryRun = False) -> None:
    """Let a timer go: its command will not be given."""
    answer = decide(context, "/timers/discard", timer=timer, why=why, dry_run=dry_run)
    done(Terminal(), dry_run, f"{answer['command']} will not be given.")
