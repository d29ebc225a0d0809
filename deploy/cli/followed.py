"""Showing what came of something: what is different in the projection, and the e-mails."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, NamedTuple

import typer

from deploy.cli.alliance import Alliance
from deploy.cli.following import Asked, Followed, Following
from deploy.cli.mail import show_messages
from deploy.cli.sorry import Sorry
from deploy.cli.terminal import Column, Terminal
from shared.words import academic_year, change_in_pounds, kind_words, many, pounds

CERTAINTIES = ("earned", "certain", "contracted", "probable", "refused")
"""How sure an income is, in the order in which it is shown."""

MAILS = 20
"""E-mails that are shown; a cancelled course may cause hundreds."""

CHANGED = (
    Column("", from_width=0),
    Column("", whole=True),
    Column("before", right=True, whole=True),
    Column("after", right=True, whole=True, style="bold"),
    Column("change", from_width=80, right=True, whole=True),
)

NoWait = Annotated[bool, typer.Option("--no-wait", help="Don't wait to see what follows in finance and the e-mails.")]


class Figure(NamedTuple):
    """A figure of a year's projection: a strand's and kind's in one certainty; without those, one of its totals."""

    year: int
    strand: str
    kind: str
    certainty: str


def tell_what_followed(here: Alliance, asked: Asked, terminal: Terminal, *, no_wait: bool = False) -> None:
    """Wait a few seconds, and show what changed and who is written to. It never fails: what was asked for is done."""
    if no_wait:
        return
    with terminal.waiting("to see what follows"):
        followed = Following(here, asked).follow()
    if followed.facts:
        _show_changes(here, followed, terminal)
        _show_messages(followed, terminal)
    if followed.late:
        terminal.gap()
    for sentence in followed.late:
        terminal.item(("· ", "yellow"), sentence)
    terminal.gap()


def _show_changes(here: Alliance, followed: Followed, terminal: Terminal) -> None:
    try:
        tables = [(year, list(rows)) for year, rows in changed_years(here, changes(followed.postings))]
    except Sorry as trouble:
        followed.late.append(str(trouble))
        return
    for each in followed.unposted:
        followed.late.append(f"Finance can't post it before it has heard of {each['misses']}.")
    if not tables and not followed.late:
        terminal.gap()
        terminal.say("Projected income is as it was.")
    for year, rows in tables:
        terminal.gap()
        terminal.say((f"Projected income for {academic_year(year)}", "bold"))
        terminal.table(CHANGED, rows)


def changes(postings: Iterable[Mapping[str, Any]]) -> dict[Figure, int]:
    """By how many pence these postings changed which figures of the projection; what cancels out is left out."""
    found = defaultdict[Figure, int](int)
    for each in postings:
        year = each["academic_year"]
        if each["account"].startswith("income:"):
            found[Figure(year, each["strand"], each["kind"], each["certainty"])] -= each["pence"]
            found[Figure(year, "", "", "expected")] -= each["expected"]
            found[Figure(year, "", "", "alliance_keeps")] -= each["expected"]
        if each["account"] == "cost:home_school_share":
            found[Figure(year, "", "", "home_school_share")] += each["pence"]
            found[Figure(year, "", "", "alliance_keeps")] -= each["pence"]
    return {figure: pence for figure, pence in found.items() if pence}


def changed_years(here: Alliance, changed: Mapping[Figure, int]) -> Iterator[tuple[int, Iterator[list[str]]]]:
    """Each year that changed, with its rows: the figures as they now are, and as they were without these changes."""
    for year in sorted({figure.year for figure in changed}):
        projection = here.finance.get(f"/projections/{year}")
        yield year, _rows(projection, {figure: pence for figure, pence in changed.items() if figure.year == year})


def _rows(projection: dict[str, Any], changed: Mapping[Figure, int]) -> Iterator[list[str]]:
    lines = {(each["strand"], each["kind"]): each for each in projection["lines"]}
    parts = sorted((each for each in changed if each.kind), key=_order)
    for figure in parts:
        now = lines.get((figure.strand, figure.kind), {}).get(figure.certainty, 0)
        yield [figure_words(figure.kind, figure.strand), figure.certainty, *_amounts(now, changed[figure])]
    totals = {figure.certainty: pence for figure, pence in changed.items() if not figure.kind}
    for name, words in (
        ("expected", "expected"),
        ("home_school_share", "for home schools"),
        ("alliance_keeps", "kept"),
    ):
        if name in totals and (name != "alliance_keeps" or "home_school_share" in totals):
            yield ["in all", words, *_amounts(projection["total"][name], totals[name])]


def _order(figure: Figure) -> tuple[str, str, int]:
    return figure.kind, figure.strand, CERTAINTIES.index(figure.certainty)


def _amounts(now: int, change: int) -> list[str]:
    return [pounds(now - change), pounds(now), change_in_pounds(change)]


def figure_words(kind: str, strand: str) -> str:
    """Course fees, cpd."""
    return f"{kind_words(kind)}, {strand.replace('_', ' ')}"


def _show_messages(followed: Followed, terminal: Terminal) -> None:
    if not followed.messages:
        if not followed.late:
            terminal.gap()
            terminal.say("No e-mail follows.")
        return
    terminal.gap()
    terminal.say((many(len(followed.messages), "e-mail follows", "e-mails follow"), "bold"))
    show_messages(followed.messages[:MAILS], terminal, datetime.now(UTC))
    if (more := len(followed.messages) - MAILS) > 0:
        terminal.say((f"And {more:,} more: `alliance mail` lists them.", "dim"))
