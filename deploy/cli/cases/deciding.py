"""`alliance cases open`, `decline` and `close`."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import typer

from deploy.cli.alliance import Alliance, alliance
from deploy.cli.cases.meaning import CaseGiven, case_meant, title
from deploy.cli.followed import NoWait, tell_what_followed
from deploy.cli.following import Asked
from deploy.cli.given import Urn, day, said_of
from deploy.cli.joining import GIVEN
from deploy.cli.meant import short
from deploy.cli.people import once_heard
from deploy.cli.remote import new_trace
from deploy.cli.showing import entry_of, known_school
from deploy.cli.sles import specialism_meant
from deploy.cli.sorry import Sorry
from deploy.cli.terminal import Terminal
from shared.contracts.support import Decline
from shared.contracts.topics import CASES


class Instead(StrEnum):
    """What else can help."""

    ANOTHER_ALLIANCE = "another_alliance"
    LOCAL_AUTHORITY = "local_authority"
    TRUST = "trust"
    COURSE = "course"


def open_case(
    urn: Urn,
    specialism: Annotated[
        str, typer.Argument(metavar="SPECIALISM", help="What in: a part of its name, `alliance sles specialisms`.")
    ],
    head: Annotated[
        str | None, typer.Option(metavar="NAME", help="The head's name, of a school that isn't known here yet.")
    ] = None,
    head_email: Annotated[str | None, typer.Option(metavar="ADDRESS", help="The head's address.")] = None,
    office_email: Annotated[str | None, typer.Option(metavar="ADDRESS", help="The office's address.")] = None,
    no_wait: NoWait = False,
) -> None:
    """Write down that a school asks for support, be it a member or not."""
    here, terminal, trace = alliance(), Terminal(), new_trace()
    wanted = specialism_meant(here, specialism)
    known = known_school(here, str(urn))
    heads = {"head_name": head, "head_address": head_email, "office_address": office_email}
    school_id: str = known["school_id"] if known else _introduced(here, urn, heads)
    asked = {"school_id": school_id, "specialism": wanted["code"]}
    case_id: str = once_heard(lambda: here.support.change("/cases", asked, trace))["id"]
    name = (known or entry_of(here, str(urn)))["name"]
    terminal.done((name, "bold"), f" asks for support in {wanted['name']}: case {short(case_id)}.")
    terminal.hint(
        f"`alliance cases deploy {short(case_id)} SLE …` or `alliance cases decline {short(case_id)} …` next."
    )
    tell_what_followed(here, Asked(here.support, CASES, case_id, trace), terminal, no_wait=no_wait)


def _introduced(here: Alliance, urn: int, heads: dict[str, Any]) -> str:
    """The id of a school that wasn't known here: it is introduced, which needs its head's name."""
    name = entry_of(here, str(urn))["name"]
    if heads["head_name"] is None:
        raise Sorry(f"{name} isn't known here yet. Who is its head? Give the name with --head.")
    with said_of(GIVEN):
        return here.registry.change("/introductions", {"urn": urn, **heads})["id"]


def decline(
    case: CaseGiven,
    reason: Annotated[Decline, typer.Option(metavar="REASON", help=f"Why: {', '.join(Decline)}.")],
    instead: Annotated[Instead | None, typer.Option(metavar="WHAT", help=f"What else: {', '.join(Instead)}.")] = None,
    ask_again: Annotated[
        date | None, typer.Option(parser=day, metavar="DATE", help="When to ask again, as 2027-04-01.")
    ] = None,
    no_wait: NoWait = False,
) -> None:
    """Say no, with a reason, an alternative and a later date."""
    here, terminal, trace = alliance(), Terminal(), new_trace()
    found = case_meant(here, case)
    answer = {"reason": reason.value, "alternative": instead and instead.value}
    answer |= {"ask_again_on": ask_again and ask_again.isoformat()}
    with said_of({"ask_again_on": "--ask-again"}):
        here.support.change(f"/cases/{found['case_id']}/decline", answer, trace)
    terminal.done((title(found), "bold"), ", is declined.")
    tell_what_followed(here, Asked(here.support, CASES, found["case_id"], trace), terminal, no_wait=no_wait)


def close(case: CaseGiven) -> None:
    """Close a case whose SLE stopped early: nothing more is to come."""
    here = alliance()
    found = case_meant(here, case)
    here.support.change(f"/cases/{found['case_id']}/close")
    Terminal().done((title(found), "bold"), ", is closed.")
