"""`alliance grants list` and `show`."""

from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.text import Text

from deploy.cli.alliance import alliance
from deploy.cli.grants.meaning import GRANT, GrantGiven, grant_meant, title
from deploy.cli.meant import short
from deploy.cli.status import AsJson
from deploy.cli.terminal import Column, Terminal
from shared.words import GRANTS, capital, many, pounds

COLOURS = {"applied": "yellow", "received": "green", "earned": "green", "refused": "dim"}

PROMISED = {"received", "earned"}
"""Standings of a grant whose award letter has come; *earned* is one whose year has begun."""

LINE = (
    Column("id", style="bold", whole=True),
    Column("grant"),
    Column("year", whole=True),
    Column("standing", whole=True),
    Column("applied for", from_width=70, right=True, whole=True),
    Column("promised", right=True, whole=True),
    Column("charged", from_width=100, right=True, whole=True),
    Column("left", from_width=100, right=True, whole=True),
)

NONE_YET = "There is no grant yet: `alliance grants apply POUNDS` applies for one."


class Standing(StrEnum):
    """How a grant stands."""

    APPLIED = "applied"
    RECEIVED = "received"
    EARNED = "earned"
    REFUSED = "refused"


def list_grants(
    standing: Annotated[
        Standing | None, typer.Option(metavar="STANDING", help=f"Only these: {', '.join(Standing)}.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List grants, newest year first."""
    found = alliance().finance.get("/grants", **({"standing": standing.value} if standing else {}))
    terminal = Terminal()
    if as_json:
        terminal.json(found)
    elif not found:
        terminal.say("There is no such grant." if standing else NONE_YET)
    else:
        terminal.table(LINE, [_line(grant) for grant in found])
        terminal.footer(many(len(found), "grant"))


def _line(grant: dict[str, Any]) -> list[str | Text]:
    amounts = [pounds(grant[name]) if grant[name] else "–" for name in ("applied", "amount", "charged")]
    left = pounds(grant["left"]) if _may_be_charged(grant) else "–"
    standing = Text(grant["standing"], COLOURS[grant["standing"]])
    return [GRANT.short(grant), GRANTS[grant["kind"]], grant["year"], standing, *amounts, left]


def _may_be_charged(grant: dict[str, Any]) -> bool:
    """Deployments are charged to support grants only, once they are promised."""
    return grant["standing"] in PROMISED and grant["coordination"] is not None


def show(grant: GrantGiven, as_json: AsJson = False) -> None:
    """Show a grant: what became of it, and what was charged to it."""
    here, terminal = alliance(), Terminal()
    found = grant_meant(here, grant)
    if as_json:
        terminal.json(found)
        return
    terminal.gap()
    terminal.say((capital(title(found)), "bold"))
    terminal.pairs(_about(found))
    terminal.gap()


def _about(grant: dict[str, Any]) -> dict[str, str | None]:
    promised = grant["standing"] in PROMISED
    kept = grant["coordination"] if _may_be_charged(grant) else None
    return {
        "standing": grant["standing"],
        "applied for": pounds(grant["applied"]) if grant["applied"] else None,
        "promised": pounds(grant["amount"]) if promised else None,
        "charged": pounds(grant["charged"]) if kept else None,
        "left": pounds(grant["left"]) if kept else None,
        "we keep": f"{pounds(kept['used'])} of {pounds(kept['allowed'])} at most" if kept else None,
        "case": short(grant["case_id"]) if grant["case_id"] else None,
        "id": grant["grant_id"],
    }
