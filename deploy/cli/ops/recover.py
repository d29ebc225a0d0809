"""`alliance ops SERVICE recover`: the database was restored to an earlier time, and Kafka knows more than it does."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from deploy.cli.ops.asking import DryRun, Why, decide, done, look
from deploy.cli.ops.progressing import bar
from deploy.cli.sorry import Sorry
from deploy.cli.status import AsJson
from deploy.cli.terminal import Terminal
from shared.words import many, short_moment

SHORT = 8
"""Digits of an id that the list shows: its last ones, for the first ones are the time."""

PAGE = 500


def commands(group: typer.Typer) -> typer.Typer:
    """`recover` alone looks and lists."""
    group.callback(invoke_without_command=True)(list_lost)
    group.command("decide")(decide_lost)
    group.command()(settle)
    group.info.no_args_is_help = False
    return group


def list_lost(context: typer.Context, as_json: AsJson = False) -> None:
    """Look for facts that Kafka holds and the database doesn't know, and list them. They may hold personal data."""
    if context.invoked_subcommand:
        return
    terminal = Terminal()
    _search(context, terminal)
    lost = _lost(context)
    if as_json:
        terminal.json(lost)
    elif not lost:
        terminal.done("The database knows every fact of its own that Kafka holds.")
    else:
        _show(lost, terminal)


def _search(context: typer.Context, terminal: Terminal) -> None:
    """Look to the end."""
    after: str | None = None
    with bar(terminal, "looking on Kafka") as show:
        while True:
            told = decide(context, "/lost/look", after=after)
            show(told["looked_at"], told["of"])
            if (after := told["next"]) is None:
                return


def _lost(context: typer.Context) -> list[dict[str, Any]]:
    """All of them: who has to decide about each must see each."""
    lost: list[dict[str, Any]] = []
    while page := look(context, "/lost", limit=PAGE, after=lost[-1]["event_id"] if lost else None):
        lost += page
    return lost


def _show(lost: list[dict[str, Any]], terminal: Terminal) -> None:
    now = datetime.now(UTC)
    for fact in lost:
        when = short_moment(datetime.fromisoformat(fact["recorded_at"]), now)
        mark = (fact["decision"], "green") if fact["decision"] else ("undecided", "yellow")
        terminal.item((f"{fact['event_id'][-SHORT:]}  ", "bold"), mark, f"  {fact['type']}  {when}  by {fact['actor']}")
        terminal.item(" " * (SHORT + 2), (f"{fact['topic']} {fact['key']} number {fact['sequence']}", "dim"))
        terminal.item(" " * (SHORT + 2), fact["data"] or "erased")
    terminal.gap()
    undecided = sum(1 for fact in lost if not fact["decision"])
    if undecided:
        terminal.say(f"{many(undecided, 'is', 'are')} undecided. `recover decide ID --re-entered` or `--discarded`.")
    else:
        terminal.say("All are decided: `recover settle` lets publishing go on.")


def decide_lost(
    context: typer.Context,
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID...", help="As the list shows them; their ends will do.")
    ] = None,
    re_entered: Annotated[bool, typer.Option("--re-entered", help="The same was done again by hand.")] = False,
    discarded: Annotated[bool, typer.Option("--discarded", help="It is to be no more.")] = False,
    every: Annotated[bool, typer.Option("--all", help="All that are undecided.")] = False,
    why: Why = None,
    dry_run: DryRun = False,
) -> None:
    """Say what became of lost facts: done again by hand, or to be no more."""
    if re_entered == discarded:
        raise Sorry("Say what became of them: --re-entered or --discarded.")
    if every == bool(ids):
        raise Sorry("Name the facts by their ids, or --all.")
    lost = [] if every else _lost(context)
    which = None if every else [_found(each, lost) for each in ids or ()]
    fate = "re-entered" if re_entered else "discarded"
    answer = decide(context, "/lost/decide", event_ids=which, decision=fate, why=why, dry_run=dry_run)
    left = many(answer["undecided"], "is", "are") + " undecided" if answer["undecided"] else "`recover settle` is next"
    done(Terminal(), dry_run, f"{many(answer['facts'], 'fact is', 'facts are')} {fate}; {left}.")


def _found(given: str, lost: list[dict[str, Any]]) -> str:
    fitting = [fact["event_id"] for fact in lost if fact["event_id"].endswith(given.strip().casefold())]
    if len(fitting) != 1:
        how = "No lost fact's id ends" if not fitting else "More than one lost fact's id ends"
        raise Sorry(f"{how} with {given}: `recover` lists them.")
    return fitting[0]


def settle(context: typer.Context, why: Why = None, dry_run: DryRun = False) -> None:
    """Once all are decided: take the lost facts for known, number on behind them, and let publishing go on."""
    terminal = Terminal()
    told = [decide(context, "/lost/settle", why=why, dry_run=dry_run)]
    with bar(terminal, "settling") as show:
        keys = told[0]["keys"] + told[0]["left"]
        while told[-1]["left"]:
            told.append(decide(context, "/lost/settle", why=why, dry_run=dry_run))
            show(keys - told[-1]["left"], keys)
    total = {name: sum(each[name] for each in told) for name in ("keys", "entered", "renumbered", "told_again")}
    sentence = f"{many(total['keys'], 'key is', 'keys are')} settled: {many(total['entered'], 'lost fact')} known again"
    if total["renumbered"]:
        sentence += f", {total['renumbered']:,} told since go out behind them"
    if total["told_again"]:
        sentence += f", {many(total['told_again'], 'state is', 'states are')} told again"
    done(
        terminal, dry_run, sentence + ".", "The relay publishes again within some seconds: `alliance status` shows it."
    )
