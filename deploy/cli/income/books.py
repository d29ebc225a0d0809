"""`alliance income books`: are the books in order?"""

from typing import Any

import typer

from deploy.cli.alliance import alliance
from deploy.cli.status import AsJson
from deploy.cli.terminal import Column, Terminal
from shared.words import duration, fact_words, many

WAITING = (Column("for", whole=True), Column("a fact"), Column("misses"))


def books(as_json: AsJson = False) -> None:
    """Add all postings up again, and compare with the projection. Ends with 1 when something differs."""
    finance, terminal = alliance().finance, Terminal()
    found, waiting = finance.get("/books"), finance.get("/waiting")
    if as_json:
        terminal.json(found | {"waiting": waiting})
    else:
        _show(found, waiting, terminal)
    raise typer.Exit(1 if found["out_of_balance"] or found["projection_differs"] else 0)


def _show(found: dict[str, Any], waiting: list[dict[str, Any]], terminal: Terminal) -> None:
    terminal.gap()
    heard = f"{many(found['facts'], 'fact')} heard"
    terminal.say(f"{heard}; {many(found['transactions'], 'transaction')}, {many(found['postings'], 'posting')}.")
    unbalanced, differing = found["out_of_balance"], found["projection_differs"]
    _line(not unbalanced, "All balance.", f"{many(unbalanced, 'transaction')} out of balance.", terminal)
    _line(
        not differing,
        "The projection is their sum.",
        f"{many(differing, 'figure')} of the projection differ.",
        terminal,
    )
    if found["catching_up"]:
        terminal.item(("· ", "yellow"), "The ledger is being rebuilt; until then it tells nobody of changes.")
    if waiting:
        terminal.gap()
        terminal.say((f"{many(len(waiting), 'fact waits', 'facts wait')} to be posted", "bold"))
        terminal.table(
            WAITING,
            [[duration(each["age"]), fact_words(each["type"]), each["misses"]] for each in waiting],
        )
    terminal.gap()


def _line(good: bool, well: str, wrong: str, terminal: Terminal) -> None:
    terminal.item(("✓ ", "green") if good else ("✗ ", "red"), well if good else wrong)
