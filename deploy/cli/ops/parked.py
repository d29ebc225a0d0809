"""`alliance ops SERVICE parked`: look at facts that a reader set aside, and decide about them."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from deploy.cli.ops.asking import DryRun, Key, Limit, Number, Reader, Topic, Why, decide, done, look, own_reader
from deploy.cli.ops.came import show_came
from deploy.cli.ops.progressing import bar
from deploy.cli.sorry import Sorry
from deploy.cli.status import AsJson
from deploy.cli.terminal import Terminal
from shared.words import long_moment, many, short_moment

REASONS = {
    "failed": "It failed four times.",
    "undecodable": "It can't be read as the fact that it claims to be.",
    "unknown": "This build doesn't know its type or version; it follows by itself after an upgrade.",
    "waiting": "It waits for a number before it.",
    "missing": "It never came.",
}

COLOURS = {"failed": "red", "undecodable": "red", "unknown": "yellow"}


class Reason(StrEnum):
    """Why a fact is parked."""

    FAILED = "failed"
    UNDECODABLE = "undecodable"
    UNKNOWN = "unknown"
    WAITING = "waiting"


def commands(group: typer.Typer) -> typer.Typer:
    """List, show, retry, mend, skip."""
    group.command("list")(list_parked)
    for command in (show, retry, mend, skip):
        group.command()(command)
    return group


def list_parked(
    context: typer.Context,
    reader: Reader = None,
    reason: Annotated[Reason | None, typer.Option(metavar="REASON", help=f"Only: {', '.join(Reason)}.")] = None,
    topic: Annotated[str | None, typer.Option(metavar="TOPIC", help="Only of this topic.")] = None,
    key: Annotated[str | None, typer.Option(metavar="KEY", help="Only of this key.")] = None,
    limit: Limit = 50,
    after: Annotated[str | None, typer.Option(metavar="WORD", help="The next page, as this one's end says.")] = None,
    as_json: AsJson = False,
) -> None:
    """List what readers set aside, by reader, topic, key and number."""
    asked = {"reader": reader, "reason": reason and reason.value, "topic": topic, "key": key}
    page = look(context, "/parked", **asked, limit=limit, after=after)
    terminal = Terminal()
    if as_json:
        terminal.json(page)
    elif not page["facts"]:
        terminal.say("Nothing is parked." if not any(asked.values()) else "Nothing like that is parked.")
    else:
        _show_list(page, terminal)


def _show_list(page: dict[str, Any], terminal: Terminal) -> None:
    """Key by key: a heading, then its facts; keys are long, and a table of them would be unreadable."""
    story, now = None, datetime.now(UTC)
    for fact in page["facts"]:
        if story != (story := (fact["reader"], fact["topic"], fact["key"])):
            terminal.gap()
            terminal.say((f"{fact['topic']} {fact['key']}", "bold"), (f"  read by {fact['reader']}", "dim"))
        _show_line(fact, terminal, now)
    if page["next"]:
        terminal.gap()
        terminal.say(("There are more: --after ", "dim"), page["next"])
    terminal.gap()


def _show_line(fact: dict[str, Any], terminal: Terminal, now: datetime) -> None:
    when = short_moment(datetime.fromisoformat(fact["parked_at"]), now)
    waits = f" for number {fact['waits_for']}" if fact["waits_for"] else ""
    what = (f"{fact['reason']}{waits}", COLOURS.get(fact["reason"], "dim"))
    terminal.item(
        f"number {fact['sequence']:<5} ", what, f"  {fact['type'] or 'of no type'}", (f"  {when}", "dim"), indent=4
    )
    if fact["error"] and not fact["waits_for"]:
        terminal.item(" " * 13, (fact["error"], "dim"), indent=4)


def show(
    context: typer.Context, topic: Topic, key: Key, number: Number, reader: Reader = None, as_json: AsJson = False
) -> None:
    """Show one parked fact as it came. It may hold personal data."""
    this = {"reader": own_reader(context, reader), "topic": topic, "key": key, "sequence": number}
    fact = look(context, "/parked/fact", **this)
    terminal = Terminal()
    if as_json:
        terminal.json(fact)
        return
    line = fact["line"]
    terminal.gap()
    terminal.say((f"{topic} {key}", "bold"), f" number {number}")
    terminal.pairs(
        {
            "type": line["type"] or "none",
            "parked": long_moment(datetime.fromisoformat(line["parked_at"])),
            "reason": f"{line['reason']}. {REASONS[line['reason']]}",
            "error": line["error"],
            "tried": many(line["tries"], "time") if line["tries"] else None,
        }
    )
    show_came(fact["came"], terminal)


def retry(
    context: typer.Context,
    topic: Annotated[str | None, typer.Argument(metavar="TOPIC", help="As the list shows it.")] = None,
    key: Annotated[str | None, typer.Argument(metavar="KEY", help="As the list shows it.")] = None,
    every: Annotated[
        Reason | None, typer.Option("--all", metavar="REASON", help="Instead of a key: all parked for this reason.")
    ] = None,
    reader: Reader = None,
    why: Why = None,
    dry_run: DryRun = False,
) -> None:
    """Try a key again from its first parked fact on, or everything parked for one reason."""
    whose, terminal = own_reader(context, reader), Terminal()
    if every is not None and topic is None:
        _retry_all(context, {"reader": whose, "reason": every.value, "why": why}, terminal, dry_run=dry_run)
        return
    if every is not None or topic is None or key is None:
        raise Sorry("Name a TOPIC and a KEY, or --all and a reason.")
    answer = decide(context, "/parked/retry", reader=whose, topic=topic, key=key, why=why, dry_run=dry_run)
    done(terminal, dry_run, f"Number {answer['sequence']} ({answer['was']}) is tried again{_behind(answer)}.", SOON)


def _retry_all(context: typer.Context, command: dict[str, Any], terminal: Terminal, *, dry_run: bool) -> None:
    first = decide(context, "/parked/retry-all", **command, dry_run=True)
    facts, until = 0, first["until"]
    if not dry_run:
        with bar(terminal, "trying again") as show_bar:
            while facts < first["left"]:
                answer = decide(context, "/parked/retry-all", **command, until=until)
                facts += answer["facts"]
                show_bar(facts, first["left"])
                if not answer["left"]:
                    break
    done(terminal, dry_run, f"{many(first['left'] if dry_run else facts, 'fact')} to be tried again.", SOON)


def mend(
    context: typer.Context,
    topic: Topic,
    key: Key,
    number: Number,
    data: Annotated[str | None, typer.Option("--data", metavar="JSON", help="The data as it should be.")] = None,
    file: Annotated[Path | None, typer.Option("--file", metavar="FILE", help="The same, from a file.")] = None,
    type: Annotated[  # noqa: A002 - its name on the command line
        str | None, typer.Option(metavar="TYPE", help="Which fact it is, where its headers don't tell.")
    ] = None,
    reader: Reader = None,
    why: Why = None,
    dry_run: DryRun = False,
) -> None:
    """Replace the data of the next number of a key. It is kept, and obeyed whenever the number comes again."""
    this = {"reader": own_reader(context, reader), "topic": topic, "key": key, "sequence": number}
    how = {"data": _data(data, file), "type": type, "why": why, "dry_run": dry_run}
    answer = decide(context, "/parked/mend", **this, **how)
    done(Terminal(), dry_run, f"Number {number} ({answer['was']}) is mended{_behind(answer)}.", SOON)


def _data(given: str | None, file: Path | None) -> Any:
    """The JSON that was given; `null` erases, where that is the fact."""
    if (given is None) == (file is None):
        raise Sorry("Give the data as it should be: either --data JSON or --file FILE.")
    try:
        return json.loads(given if given is not None else file.read_text() if file else "")
    except ValueError as error:
        raise Sorry(f"That isn't JSON: {error}.") from None


def skip(
    context: typer.Context,
    topic: Topic,
    key: Key,
    number: Number,
    reader: Reader = None,
    why: Why = None,
    dry_run: DryRun = False,
) -> None:
    """Count the next number of a key as applied without effect, parked or never come; what waits behind it follows."""
    this = {"reader": own_reader(context, reader), "topic": topic, "key": key, "sequence": number}
    answer = decide(context, "/parked/skip", **this, why=why, dry_run=dry_run)
    done(Terminal(), dry_run, f"Number {number} ({answer['was']}) is skipped{_behind(answer)}.", SOON)


SOON = "The reader takes it up within a second or two: `parked list` shows what stays."


def _behind(answer: dict[str, Any]) -> str:
    follow = answer["follow"]
    return f", and {many(follow, 'fact follows', 'facts follow')} right behind it" if follow else ""
