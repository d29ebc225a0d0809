"""Which case is meant, and which deployment of it."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer

from deploy.cli.alliance import Alliance
from deploy.cli.meant import Sort, meant
from deploy.cli.people import Names
from deploy.cli.sorry import Sorry
from shared.words import spoken

PAGE = 200
"""Cases in one answer."""


def title(case: Mapping[str, Any]) -> str:
    """The school and what it asked for."""
    return f"{case['school'] or 'a school that support has no name of'}, {spoken(case['specialism'])}"


CASE = Sort("case", "case_id", title, "alliance cases list")

CaseGiven = Annotated[
    str, typer.Argument(metavar="CASE", help="Its id as the list shows it, or a part of the school or the specialism.")
]
Who = Annotated[str | None, typer.Option(metavar="SLE", help="Which SLE, by name, where more than one was deployed.")]


def every_case(here: Alliance, **asked: Any) -> Iterator[dict[str, Any]]:
    """All of them, newest first."""
    found = here.support.get("/cases", limit=PAGE, **asked)
    yield from found
    while len(found) == PAGE:
        found = here.support.get("/cases", limit=PAGE, before=found[-1]["case_id"], **asked)
        yield from found


def case_meant(here: Alliance, given: str) -> dict[str, Any]:
    """A case by its id, or a part of its school or specialism; each deployment with its SLE's `name`."""
    case = meant(given, every_case(here), CASE)
    names = Names(here, [each["person_id"] for each in case["deployments"]])
    named = [each | {"name": names.person(each["person_id"])} for each in case["deployments"]]
    return case | {"deployments": named}


def deployment_meant(case: dict[str, Any], who: str | None) -> dict[str, Any]:
    """The deployment that goes on, or, of more than one, that of the SLE who is named."""
    going = [each for each in case["deployments"] if not each["ended_on"]]
    shown = f"alliance cases show {CASE.short(case)}"
    if who is not None:
        return meant(who, going, Sort("deployment", "deployment_id", lambda each: each["name"], shown))
    if not going:
        raise Sorry(f"No deployment of {title(case)} goes on: `{shown}` tells what became of it.")
    if len(going) > 1:
        raise Sorry(f"More than one SLE is deployed to {title(case)}: say with --who which one is meant.")
    return going[0]
