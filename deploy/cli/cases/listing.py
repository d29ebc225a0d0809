"""`alliance cases list` and `show`."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.text import Text

from deploy.cli.alliance import alliance
from deploy.cli.cases.meaning import CASE, CaseGiven, case_meant, every_case
from deploy.cli.meant import short
from deploy.cli.status import AsJson
from deploy.cli.terminal import Column, Terminal
from shared.words import days_words, long_date, many, pounds, short_date, spoken

COLOURS = {"asked": "yellow", "under_way": "green", "agreed": "green", "declined": "dim", "closed": "dim"}

LINE = (
    Column("id", style="bold", whole=True),
    Column("asked", whole=True),
    Column("school"),
    Column("specialism"),
    Column("state", whole=True),
    Column("SLEs", from_width=110, right=True, whole=True),
    Column("costs", from_width=90, right=True, whole=True),
    Column("paid by", from_width=90),
)

CLIENT, GRANT = "client", "support grant"
"""Who may pay for a deployment."""

STORY = (Column("", style="dim", whole=True), Column(""))

HAPPENED = {
    "asked": "the school asked",
    "declined": "declined",
    "deployment_begins": "a deployment begins",
    "visited": "a visit",
    "deployment_ended": "a deployment ended",
    "closed": "closed",
}
"""What is told of a case, by the event."""

GIVEN_BACK = "deployment_ended"


class State(StrEnum):
    """How a case stands."""

    ASKED = "asked"
    AGREED = "agreed"
    UNDER_WAY = "under_way"
    CLOSED = "closed"
    DECLINED = "declined"


def list_cases(
    state: Annotated[State | None, typer.Option(metavar="STATE", help=f"Only these: {', '.join(State)}.")] = None,
    as_json: AsJson = False,
) -> None:
    """List requests for support, newest first."""
    found = list(every_case(alliance(), **({"state": state.value} if state else {})))
    terminal = Terminal()
    if as_json:
        terminal.json(found)
    elif not found:
        terminal.say(f"No case is {spoken(state.value)}." if state else "No school has asked for support yet.")
    else:
        terminal.table(LINE, [_line(case) for case in found])
        terminal.footer(many(len(found), "case"))


def _line(case: dict[str, Any]) -> list[str | Text]:
    deployments: list[dict[str, Any]] = case["deployments"]
    return [
        CASE.short(case),
        short_date(date.fromisoformat(case["requested_on"])),
        case["school"] or "–",
        spoken(case["specialism"]),
        Text(spoken(case["state"]), COLOURS[case["state"]]),
        f"{len(deployments)}" if deployments else "–",
        pounds(sum(money_of(each)["client_pays"] for each in deployments)) if deployments else "–",
        ", ".join(sorted({payer(each) for each in deployments})) or "–",
    ]


def show(case: CaseGiven, as_json: AsJson = False) -> None:
    """Show a case: what was agreed, how it goes, and the money in three lines."""
    here, terminal = alliance(), Terminal()
    found = case_meant(here, case)
    if as_json:
        terminal.json(found)
        return
    story = here.support.get(f"/cases/{found['case_id']}/timeline")
    terminal.gap()
    terminal.say((f"{found['school'] or '–'}: {spoken(found['specialism'])}", "bold"))
    terminal.pairs(_about(found))
    for deployment in found["deployments"]:
        terminal.gap()
        _show_deployment(deployment, terminal)
    terminal.gap()
    names = {each["deployment_id"]: each["name"] for each in found["deployments"]}
    terminal.table(STORY, [[_day(event["on"]), _event(event, names)] for event in story])
    terminal.gap()


def _about(case: dict[str, Any]) -> dict[str, str | None]:
    again = case["ask_again_on"]
    return {
        "state": spoken(case["state"]),
        "reason": case["reason"] and spoken(case["reason"]),
        "instead": case["alternative"] and spoken(case["alternative"]),
        "ask again": again and long_date(date.fromisoformat(again)),
        "id": case["case_id"],
    }


def _show_deployment(each: dict[str, Any], terminal: Terminal) -> None:
    terminal.say((each["name"], "bold"), f" of {each['home_school'] or '–'}")
    ended = f", {spoken(each['ending'])} on {_day(each['ended_on'])}" if each["ended_on"] else ""
    terminal.pairs(
        {
            "days": f"{days_words(each['days'])} from {_day(each['begins_on'])}: {_used(each)}{ended}",
            **money_lines(each),
            "paid from": f"grant {short(each['grant_id'])}" if each["grant_id"] else None,
        }
    )


def _used(each: dict[str, Any]) -> str:
    left = "" if each["ended_on"] else f", {days_words(each['left'])} left"
    return f"{days_words(each['worked'])} worked{left}"


def money_of(deployment: Mapping[str, Any]) -> Mapping[str, int]:
    """What was agreed; of a deployment that has ended, what was worked: the rest was given back."""
    return deployment["worked_money" if deployment["ended_on"] else "agreed_money"]


def payer(deployment: Mapping[str, Any]) -> str:
    """Who pays for it; support calls the amount what the client pays, whoever does."""
    return GRANT if deployment["grant_id"] else CLIENT


def money_lines(deployment: Mapping[str, Any]) -> dict[str, str]:
    """Who pays and who gets what."""
    money = money_of(deployment)
    return {
        f"{'the ' if deployment['grant_id'] else ''}{payer(deployment)} pays": pounds(money["client_pays"]),
        "home school": pounds(money["home_school_gets"]),
        "we keep": pounds(money["alliance_keeps"]),
    }


def _day(written: str) -> str:
    return short_date(date.fromisoformat(written))


def _event(event: dict[str, Any], names: Mapping[str, str]) -> str:
    words, who = HAPPENED[event["what"]], names.get(event["deployment_id"] or "")
    back = " given back" if event["what"] == GIVEN_BACK else ""
    days = f", {days_words(event['days'])}{back}" if event["days"] else ""
    return f"{words}{days}{f' ({who})' if who else ''}"
