"""`alliance cases deploy`, `visit` and `end`."""

from datetime import date
from typing import Annotated, Any

import typer

from deploy.cli.alliance import Alliance, alliance
from deploy.cli.cases.listing import money_lines
from deploy.cli.cases.meaning import CaseGiven, Who, case_meant, deployment_meant, title
from deploy.cli.courses.planning import in_pounds
from deploy.cli.followed import NoWait, tell_what_followed
from deploy.cli.following import Asked
from deploy.cli.given import day, half_days, pence, said_of, today
from deploy.cli.grants.meaning import grant_meant
from deploy.cli.remote import new_trace
from deploy.cli.sles import rate_meant, sle_meant
from deploy.cli.terminal import Terminal
from shared.contracts.topics import CASES
from shared.kernel.years import AcademicYear
from shared.words import days_words, long_date

OPTIONS = {"days": "--days", "begins_on": "--from", "day_rate": "--day-rate", "visited_on": "--on"}
"""What support calls it, and what we do."""


def deploy(
    case: CaseGiven,
    sle: Annotated[str, typer.Argument(metavar="SLE", help="A part of the name, or the id as `alliance sles list`.")],
    days: Annotated[float, typer.Option(parser=half_days, metavar="DAYS", help="How many days are agreed on.")],
    begins_on: Annotated[
        date, typer.Option("--from", parser=day, metavar="DATE", help="When it begins, as 2026-12-01.")
    ],
    rate: Annotated[
        str, typer.Option(metavar="RATE", help="A part of the rate's name or code: `alliance sles rates`.")
    ],
    day_rate: Annotated[
        int | None, typer.Option(parser=pence, metavar="POUNDS", help="A day's price, if another was agreed on.")
    ] = None,
    grant: Annotated[
        str | None, typer.Option(metavar="GRANT", help="The support grant that pays, as `alliance grants list`.")
    ] = None,
    no_wait: NoWait = False,
) -> None:
    """Deploy an SLE to a school: so many days, from a date, at a day rate."""
    here, terminal, trace = alliance(), Terminal(), new_trace()
    found, agreed = case_meant(here, case), rate_meant(here, rate)
    who = sle_meant(here, sle, AcademicYear.of(begins_on))
    body = {
        "person_id": who["person_id"],
        "days": days,
        "begins_on": begins_on.isoformat(),
        "rate": agreed["code"],
        "day_rate": None if day_rate is None else in_pounds(day_rate),
        "grant_id": grant and grant_meant(here, grant)["grant_id"],
    }
    with said_of(OPTIONS):
        deployment_id: str = here.support.change(f"/cases/{found['case_id']}/deployments", body, trace)["id"]
    terminal.done((who["name"], "bold"), f" is deployed to {title(found)}.")
    _show_agreed(here, found["case_id"], deployment_id, terminal)
    _follow(here, found, trace, terminal, no_wait)


def _show_agreed(here: Alliance, case_id: str, deployment_id: str, terminal: Terminal) -> None:
    """What it comes to; only support knows, which splits it."""
    deployments: list[dict[str, Any]] = here.support.get(f"/cases/{case_id}")["deployments"]
    [agreed] = [each for each in deployments if each["deployment_id"] == deployment_id]
    begins = long_date(date.fromisoformat(agreed["begins_on"]))
    terminal.pairs({"days": f"{days_words(agreed['days'])} from {begins}", **money_lines(agreed)})


def visit(
    case: CaseGiven,
    days: Annotated[
        float | None, typer.Option(parser=half_days, metavar="DAYS", help="Half a day (0.5); a day unless given.")
    ] = None,
    on: Annotated[
        date | None, typer.Option(parser=day, metavar="DATE", help="When, as 2026-12-03; today unless given.")
    ] = None,
    who: Who = None,
    no_wait: NoWait = False,
) -> None:
    """Log a day, or half of one, that an SLE worked at the school."""
    here, terminal, trace = alliance(), Terminal(), new_trace()
    found = case_meant(here, case)
    deployment = deployment_meant(found, who)
    took, worked = 1.0 if days is None else days, on or today()
    body = {"visited_on": worked.isoformat(), "days": took}
    with said_of(OPTIONS):
        here.support.change(f"{_path(found, deployment)}/visits", body, trace)
    logged = f" worked {days_words(took)} at {found['school']} on {long_date(worked)}."
    terminal.done((deployment["name"], "bold"), logged)
    _follow(here, found, trace, terminal, no_wait)


def end(
    case: CaseGiven,
    early: Annotated[bool, typer.Option("--early", help="It stopped early, and isn't finished.")] = False,
    who: Who = None,
    no_wait: NoWait = False,
) -> None:
    """End a deployment today; days that weren't worked go back."""
    here, terminal, trace = alliance(), Terminal(), new_trace()
    found = case_meant(here, case)
    deployment = deployment_meant(found, who)
    ending = "stopped_early" if early else "finished"
    here.support.change(f"{_path(found, deployment)}/end", {"ending": ending}, trace)
    back = f", and {days_words(deployment['left'])} go back" if deployment["left"] else ""
    terminal.done(f"The deployment of {deployment['name']} to {found['school']} has ended{back}.")
    _follow(here, found, trace, terminal, no_wait)


def _path(case: dict[str, Any], deployment: dict[str, Any]) -> str:
    return f"/cases/{case['case_id']}/deployments/{deployment['deployment_id']}"


def _follow(here: Alliance, case: dict[str, Any], trace: str, terminal: Terminal, no_wait: bool) -> None:
    tell_what_followed(here, Asked(here.support, CASES, case["case_id"], trace), terminal, no_wait=no_wait)
