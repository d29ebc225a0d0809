"""`alliance income postings`: what a figure is made of."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import typer

from deploy.cli.acting import Actors
from deploy.cli.alliance import alliance
from deploy.cli.given import year
from deploy.cli.income.projection import By, ByCalendar
from deploy.cli.meant import short
from deploy.cli.people import school_meant
from deploy.cli.status import AsJson
from deploy.cli.terminal import Column, Terminal
from shared.words import KINDS, change_in_pounds, fact_words, kind_words, many, short_date

PAGE = 1000
"""Postings in one answer."""

LINE = (
    Column("fact", style="bold", whole=True),
    Column("dated", whole=True),
    Column("for"),
    Column("certainty", whole=True),
    Column("amount", right=True, whole=True),
    Column("because", from_width=100),
    Column("who", from_width=120),
)


class Kind(StrEnum):
    """What income is for."""

    COURSE_FEES = "course_fees"
    LATE_CANCELLATION = "late_cancellation"
    DEPLOYMENTS = "deployments"
    CORE = "core"
    NLE = "nle"
    S2S = "s2s"


class Certainty(StrEnum):
    """How sure income is."""

    EARNED = "earned"
    CERTAIN = "certain"
    CONTRACTED = "contracted"
    PROBABLE = "probable"
    REFUSED = "refused"


def postings(
    of_year: Annotated[
        int | None, typer.Argument(parser=year, metavar="YEAR", help="Of this year, as 2026 or 2026/27.")
    ] = None,
    by: ByCalendar = By.ACADEMIC,
    kind: Annotated[Kind | None, typer.Option(metavar="KIND", help=f"Only: {', '.join(Kind)}.")] = None,
    certainty: Annotated[
        Certainty | None, typer.Option(metavar="CERTAINTY", help=f"Only: {', '.join(Certainty)}.")
    ] = None,
    strand: Annotated[str | None, typer.Option(metavar="STRAND", help="Only of this strand, as cpd.")] = None,
    school: Annotated[
        int | None, typer.Option(metavar="URN", help="What this school owes, instead of what is income.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List what a figure is made of: each amount with its fact, and who began it.

    `alliance income why` with a fact's id goes back to who asked for what.
    """
    here, terminal = alliance(), Terminal()
    account = f"receivable:{school_meant(here, school)['school_id']}" if school else "income"
    asked: dict[str, Any] = {
        "year": of_year,
        "kind": kind and _kind(kind.value),
        "certainty": certainty and certainty.value,
    }
    asked |= {"strand": strand, "account": account, "calendar": by.value, "limit": PAGE}
    found = here.finance.get("/postings", **{name: value for name, value in asked.items() if value is not None})
    if as_json:
        terminal.json(found)
    elif not found:
        terminal.say("Nothing like that was posted yet.")
    else:
        sign, actors = -1 if account == "income" else 1, Actors(here)
        terminal.table(LINE, [_line(each, sign, actors) for each in found])
        more = f"These are the first {PAGE:,}: name a year, a kind or a certainty." if len(found) == PAGE else ""
        terminal.footer(more or many(len(found), "posting"))


def _kind(given: str) -> str:
    return given if given in KINDS else f"grants:{given}"


def _line(each: Mapping[str, Any], sign: int, actors: Actors) -> list[str]:
    return [
        short(each["event_id"]),
        short_date(date.fromisoformat(each["dated"])),
        kind_words(each["kind"]),
        each["certainty"],
        change_in_pounds(sign * each["pence"]),
        fact_words(each["type"]),
        actors.words(each["actor"]),
    ]
