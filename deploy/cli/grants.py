"""`alliance grants …`: applied for, received, refused, scheduled."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.text import Text

from deploy.cli.alliance import Alliance, alliance
from deploy.cli.cases.meaning import case_meant
from deploy.cli.followed import NoWait, tell_what_followed
from deploy.cli.following import Asked
from deploy.cli.given import Pounds, said_of, year
from deploy.cli.meant import Sort, meant, short
from deploy.cli.remote import new_trace
from deploy.cli.status import AsJson
from deploy.cli.terminal import Column, Terminal
from deploy.cli.words import GRANTS, academic_year, pounds
from shared.contracts.topics import GRANTS as TOPIC
from shared.kernel.clock import london_date
from shared.kernel.years import AcademicYear

COLOURS = {"applied": "yellow", "received": "green", "earned": "green", "refused": "dim"}

PROMISED = {"received", "earned"}
"""Standings of a grant whose award letter has come; *earned* is one whose year has begun."""

LINE = (
    Column("id", style="bold", whole=True),
    Column("grant"),
    Column("year", whole=True),
    Column("standing", whole=True),
    Column("applied for", from_width=80, right=True, whole=True),
    Column("promised", right=True, whole=True),
    Column("charged", from_width=100, right=True, whole=True),
    Column("left", from_width=100, right=True, whole=True),
)


def title(grant: Mapping[str, Any]) -> str:
    """Support grant 2026/27."""
    return f"{GRANTS[grant['kind']]} {grant['year']}"


GRANT = Sort("grant", "grant_id", title, "alliance grants list")

GrantGiven = Annotated[
    str, typer.Argument(metavar="GRANT", help="Its id as the list shows it, or a part of “support grant 2026/27”.")
]
OfYear = Annotated[
    int | None,
    typer.Option("--year", parser=year, metavar="YEAR", help="The school year, as 2026 or 2026/27; unless given, now."),
]


class Standing(StrEnum):
    """How a grant stands."""

    APPLIED = "applied"
    RECEIVED = "received"
    EARNED = "earned"
    REFUSED = "refused"


class Scheduled(StrEnum):
    """Grants that nobody applies for."""

    CORE = "core"
    NLE = "nle"


def commands(group: typer.Typer) -> typer.Typer:
    """The tree behind `alliance grants`."""
    group.command("list")(list_grants)
    for command in (show, apply, receive, refuse, schedule):
        group.command()(command)
    return group


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
        terminal.say("There is no such grant." if standing else "There is no grant yet: `alliance grants apply`.")
    else:
        terminal.table(LINE, [_line(grant) for grant in found])


def _line(grant: dict[str, Any]) -> list[str | Text]:
    amounts = [pounds(grant[name]) if grant[name] else "–" for name in ("applied", "amount", "charged")]
    left = pounds(grant["left"]) if grant["charged"] else "–"
    standing = Text(grant["standing"], COLOURS[grant["standing"]])
    return [GRANT.short(grant), GRANTS[grant["kind"]], grant["year"], standing, *amounts, left]


def show(grant: GrantGiven, as_json: AsJson = False) -> None:
    """Show a grant: what became of it, and what was charged to it."""
    here, terminal = alliance(), Terminal()
    found = grant_meant(here, grant)
    if as_json:
        terminal.json(found)
        return
    terminal.gap()
    terminal.say((title(found).capitalize() if found["kind"] != "nle" else title(found), "bold"))
    terminal.pairs(_about(found))
    terminal.gap()


def _about(grant: dict[str, Any]) -> dict[str, str | None]:
    promised = grant["standing"] in PROMISED
    kept = grant["coordination"] if promised else None
    return {
        "standing": grant["standing"],
        "applied for": pounds(grant["applied"]) if grant["applied"] else None,
        "promised": pounds(grant["amount"]) if promised else None,
        "charged": pounds(grant["charged"]) if promised else None,
        "left": pounds(grant["left"]) if promised else None,
        "we may keep": f"{pounds(kept['allowed'])}, and keep {pounds(kept['used'])}" if kept else None,
        "case": short(grant["case_id"]) if grant["case_id"] else None,
        "id": grant["grant_id"],
    }


def grant_meant(here: Alliance, given: str) -> dict[str, Any]:
    """A grant by its id, or a part of its kind and year."""
    return meant(given, here.finance.get("/grants"), GRANT)


def apply(
    amount: Pounds,
    of_year: OfYear = None,
    case: Annotated[
        str | None, typer.Option(metavar="CASE", help="The case that it is for, as `alliance cases list`.")
    ] = None,
    no_wait: NoWait = False,
) -> None:
    """Apply for a support grant."""
    here, terminal, trace = alliance(), Terminal(), new_trace()
    begins = of_year or _this_year()
    body = {"pence": amount, "academic_year": begins, "case_id": case and case_meant(here, case)["case_id"]}
    with said_of({"pence": "The amount", "academic_year": "--year"}):
        grant_id: str = here.finance.change("/grants", body, trace)["id"]
    applied = f" is applied for as the support grant of {academic_year(begins)}: {short(grant_id)}."
    terminal.say(("✓ ", "green"), (pounds(amount), "bold"), applied)
    _follow(here, grant_id, trace, terminal, no_wait)


def receive(grant: GrantGiven, amount: Pounds, no_wait: NoWait = False) -> None:
    """Receive a grant: the award letter came, and promises that much."""
    here, terminal, trace = alliance(), Terminal(), new_trace()
    found = grant_meant(here, grant)
    with said_of({"pence": "The amount"}):
        here.finance.change(f"/grants/{found['grant_id']}/receive", {"pence": amount}, trace)
    terminal.say(("✓ ", "green"), (pounds(amount), "bold"), f" is promised as the {title(found)}.")
    _follow(here, found["grant_id"], trace, terminal, no_wait)


def refuse(grant: GrantGiven, no_wait: NoWait = False) -> None:
    """Note that an application was turned down."""
    here, terminal, trace = alliance(), Terminal(), new_trace()
    found = grant_meant(here, grant)
    here.finance.change(f"/grants/{found['grant_id']}/refuse", trace=trace)
    terminal.say(("✓ ", "green"), f"The application for the {title(found)}, {pounds(found['applied'])}, is refused.")
    _follow(here, found["grant_id"], trace, terminal, no_wait)


def schedule(
    kind: Annotated[Scheduled, typer.Argument(metavar="KIND", help="core or nle.")],
    of_year: OfYear = None,
    no_wait: NoWait = False,
) -> None:
    """Put down a year's core or NLE grant, which comes without being applied for."""
    here, terminal, trace = alliance(), Terminal(), new_trace()
    begins = of_year or _this_year()
    body = {"kind": kind.value, "academic_year": begins}
    with said_of({"academic_year": "--year"}):
        grant_id: str = here.finance.change("/grants/scheduled", body, trace)["id"]
    amount = pounds(here.finance.get(f"/grants/{grant_id}")["amount"])
    scheduled = f" is down as the {GRANTS[kind.value]} of {academic_year(begins)}: {short(grant_id)}."
    terminal.say(("✓ ", "green"), (amount, "bold"), scheduled)
    _follow(here, grant_id, trace, terminal, no_wait)


def _this_year() -> int:
    return AcademicYear.of(london_date(datetime.now(UTC))).begins


def _follow(here: Alliance, grant_id: str, trace: str, terminal: Terminal, no_wait: bool) -> None:
    tell_what_followed(here, Asked(here.finance, TOPIC, grant_id, trace), terminal, no_wait=no_wait)
