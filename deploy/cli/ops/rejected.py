"""`alliance ops SERVICE rejected`: records without a key or a number."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from deploy.cli.ops.asking import DryRun, Limit, Reader, Topic, Why, decide, done, look, own_reader
from deploy.cli.ops.came import show_came
from deploy.cli.sorry import Sorry
from deploy.cli.status import AsJson
from deploy.cli.terminal import Column, Terminal
from shared.words import many, short_moment

LINE = (
    Column("topic", style="bold", whole=True),
    Column("partition", right=True),
    Column("offset", right=True, whole=True),
    Column("why"),
    Column("when", whole=True),
    Column("read by", from_width=90),
)

Partition = Annotated[int, typer.Argument(metavar="PARTITION", min=0)]
Offset = Annotated[int, typer.Argument(metavar="OFFSET", min=0)]


def commands(group: typer.Typer) -> typer.Typer:
    """List, show, dismiss."""
    group.command("list")(list_rejected)
    group.command()(show)
    group.command()(dismiss)
    return group


def list_rejected(context: typer.Context, reader: Reader = None, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List records without a usable key or number, oldest first."""
    records = look(context, "/rejected", reader=reader, limit=limit)
    terminal, now = Terminal(), datetime.now(UTC)
    if as_json:
        terminal.json(records)
    elif not records:
        terminal.say("Nothing is rejected.")
    else:
        moments = [short_moment(datetime.fromisoformat(each["rejected_at"]), now) for each in records]
        terminal.table(
            LINE,
            [
                (each["topic"], str(each["partition"]), str(each["offset"]), each["reason"], when, each["reader"])
                for each, when in zip(records, moments, strict=True)
            ],
        )


def show(
    context: typer.Context,
    topic: Topic,
    partition: Partition,
    offset: Offset,
    reader: Reader = None,
    as_json: AsJson = False,
) -> None:
    """Show one rejected record as it came. It may hold personal data."""
    this = {"reader": own_reader(context, reader), "topic": topic, "partition": partition, "offset": offset}
    record = look(context, "/rejected/record", **this)
    terminal = Terminal()
    if as_json:
        terminal.json(record)
        return
    terminal.gap()
    terminal.say((f"{topic}/{partition} at {offset}", "bold"), f"  {record['line']['reason']}")
    show_came(record["came"], terminal)


def dismiss(
    context: typer.Context,
    topic: Annotated[str | None, typer.Argument(metavar="TOPIC")] = None,
    partition: Annotated[int | None, typer.Argument(metavar="PARTITION", min=0)] = None,
    offset: Annotated[int | None, typer.Argument(metavar="OFFSET", min=0)] = None,
    every: Annotated[bool, typer.Option("--all", help="All of the reader's.")] = False,
    reader: Reader = None,
    why: Why = None,
    dry_run: DryRun = False,
) -> None:
    """Have done with a rejected record, or with all: what they hold is deleted; the audit says so."""
    if every == (offset is not None):
        raise Sorry("Name a TOPIC, a PARTITION and an OFFSET, or --all.")
    this = {"reader": own_reader(context, reader), "topic": topic, "partition": partition, "offset": offset}
    answer = decide(context, "/rejected/dismiss", **this, why=why, dry_run=dry_run)
    done(Terminal(), dry_run, f"{many(answer['records'], 'record is', 'records are')} dismissed.")
