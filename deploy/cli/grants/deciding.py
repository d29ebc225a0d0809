"""`alliance grants apply`, `receive`, `refuse` and `schedule`."""

from enum import StrEnum
from typing import Annotated

import typer

from deploy.cli.alliance import Alliance, alliance
from deploy.cli.cases.meaning import case_meant
from deploy.cli.followed import NoWait, tell_what_followed
from deploy.cli.following import Asked
from deploy.cli.given import Pounds, said_of, this_year, year
from deploy.cli.grants.meaning import GrantGiven, grant_meant, title
from deploy.cli.meant import short
from deploy.cli.remote import new_trace
from deploy.cli.terminal import Terminal
from shared.contracts.topics import GRANTS as TOPIC
from shared.words import GRANTS, academic_year, pounds

OfYear = Annotated[
    int | None,
    typer.Option("--year", parser=year, metavar="YEAR", help="The school year, as 2026 or 2026/27; unless given, now."),
]


class Scheduled(StrEnum):
    """Grants that nobody applies for."""

    CORE = "core"
    NLE = "nle"


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
    begins = of_year or this_year()
    body = {"pence": amount, "academic_year": begins, "case_id": case and case_meant(here, case)["case_id"]}
    with said_of({"pence": "The amount", "academic_year": "--year"}):
        grant_id: str = here.finance.change("/grants", body, trace)["id"]
    applied = f" is applied for as the support grant of {academic_year(begins)}: {short(grant_id)}."
    terminal.done((pounds(amount), "bold"), applied)
    _follow(here, grant_id, trace, terminal, no_wait)


def receive(grant: GrantGiven, amount: Pounds, no_wait: NoWait = False) -> None:
    """Receive a grant: the award letter came, and promises that much."""
    here, terminal, trace = alliance(), Terminal(), new_trace()
    found = grant_meant(here, grant)
    with said_of({"pence": "The amount"}):
        here.finance.change(f"/grants/{found['grant_id']}/receive", {"pence": amount}, trace)
    terminal.done((pounds(amount), "bold"), f" is promised as the {title(found)}.")
    _follow(here, found["grant_id"], trace, terminal, no_wait)


def refuse(grant: GrantGiven, no_wait: NoWait = False) -> None:
    """Note that an application was turned down."""
    here, terminal, trace = alliance(), Terminal(), new_trace()
    found = grant_meant(here, grant)
    here.finance.change(f"/grants/{found['grant_id']}/refuse", trace=trace)
    terminal.done(f"The application for the {title(found)}, {pounds(found['applied'])}, is refused.")
    _follow(here, found["grant_id"], trace, terminal, no_wait)


def schedule(
    kind: Annotated[Scheduled, typer.Argument(metavar="KIND", help="core or nle.")],
    of_year: OfYear = None,
    no_wait: NoWait = False,
) -> None:
    """Put down a year's core or NLE grant, which comes without being applied for."""
    here, terminal, trace = alliance(), Terminal(), new_trace()
    begins = of_year or this_year()
    body = {"kind": kind.value, "academic_year": begins}
    with said_of({"academic_year": "--year"}):
        grant_id: str = here.finance.change("/grants/scheduled", body, trace)["id"]
    amount = pounds(here.finance.get(f"/grants/{grant_id}")["amount"])
    scheduled = f" is down as the {GRANTS[kind.value]} of {academic_year(begins)}: {short(grant_id)}."
    terminal.done((amount, "bold"), scheduled)
    _follow(here, grant_id, trace, terminal, no_wait)


def _follow(here: Alliance, grant_id: str, trace: str, terminal: Terminal, no_wait: bool) -> None:
    tell_what_followed(here, Asked(here.finance, TOPIC, grant_id, trace), terminal, no_wait=no_wait)
