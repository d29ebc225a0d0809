"""`alliance income`: the projection, by how sure it is."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any

import typer

from deploy.cli.alliance import alliance
from deploy.cli.followed import CERTAINTIES, figure_words
from deploy.cli.given import year
from deploy.cli.status import AsJson
from deploy.cli.terminal import Column, Terminal
from shared.words import pounds

WIDE = 110
"""Columns from which on the certainties stand side by side."""

SURE = CERTAINTIES[:-1]
"""What may come of it, more or less surely."""

SIDE_BY_SIDE = (
    Column(""),
    *(Column(certainty, right=True, whole=True) for certainty in SURE),
    Column("expected", right=True, whole=True, style="bold"),
    Column("refused", from_width=130, right=True, whole=True, style="dim"),
    Column("we keep", from_width=130, right=True, whole=True),
)

BELOW = (Column(""), Column("", whole=True), Column("", right=True, whole=True))

SHOWN = (*SURE, "expected", "refused", "alliance_keeps")
"""The figures of a line, in the columns' order."""

BELOW_IN_ALL = (*SURE, "expected", "home_school_share", "alliance_keeps", "refused")

WORDS = {"home_school_share": "for home schools", "alliance_keeps": "we keep"}


class By(StrEnum):
    """By which years income is counted."""

    ACADEMIC = "academic"
    FINANCIAL = "financial"


ByCalendar = Annotated[By, typer.Option("--by", metavar="CALENDAR", help="By academic or by financial years.")]


def projection(
    of_year: Annotated[
        int | None,
        typer.Argument(parser=year, metavar="YEAR", help="Of this year, as 2026 or 2026/27; else all, side by side."),
    ] = None,
    by: ByCalendar = By.ACADEMIC,
    as_json: AsJson = False,
) -> None:
    """Show projected income, by how sure it is.

    Expected is earned, certain and contracted income, and probable income as far as it is likely.
    """
    finance, terminal = alliance().finance, Terminal()
    path = "/projections" if of_year is None else f"/projections/{of_year}"
    found = finance.get(path, calendar=by.value)
    if as_json:
        terminal.json(found)
        return
    lines = found if of_year is None else list(_lines(found))
    terminal.gap()
    if of_year is not None:
        terminal.say((f"Projected income for {found['name']}", "bold"))
    if not lines:
        terminal.say("Nothing is known of any income yet." if of_year is None else "Nothing is known of it yet.")
    else:
        show_figures(lines, terminal)
    terminal.gap()


def _lines(projection: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Each strand and kind, and all together."""
    for line in projection["lines"]:
        yield line | {"name": figure_words(line["kind"], line["strand"])}
    if len(projection["lines"]) > 1:
        yield projection["total"] | {"name": "in all"}


def show_figures(lines: list[dict[str, Any]], terminal: Terminal) -> None:
    """Side by side where there is room; else below each other, without what is nothing."""
    if terminal.width >= WIDE:
        terminal.table(SIDE_BY_SIDE, [[line["name"], *(_amount(line[name]) for name in SHOWN)] for line in lines])
    else:
        terminal.table(BELOW, [row for line in lines for row in _below(line)])


def _below(line: Mapping[str, Any]) -> Iterator[list[str]]:
    """A line's figures; its name stands beside the first of them."""
    name = line["name"]
    shown = [each for each in BELOW_IN_ALL if line[each] and not _says_it_again(line, each)]
    for each in shown or ["expected"]:
        yield [name, WORDS.get(each, each), pounds(line[each])]
        name = ""


def _says_it_again(line: Mapping[str, Any], figure: str) -> bool:
    """All that is expected may be of one certainty, and is kept where no home school gets a share."""
    if figure == "alliance_keeps":
        return not line["home_school_share"]
    return figure == "expected" and [line[each] for each in SURE if line[each]] == [line["expected"]]


def _amount(pence: int) -> str:
    return pounds(pence) if pence else "–"
