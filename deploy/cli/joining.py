"""`alliance schools join` and `leave`."""

import sys
from typing import Annotated, Any

import typer

from deploy.cli.alliance import Alliance, alliance
from deploy.cli.given import Urn, said_of
from deploy.cli.showing import entry_of
from deploy.cli.sorry import Sorry
from deploy.cli.terminal import Terminal

GIVEN = {"head_name": "The head's name", "head_address": "The head's address", "office_address": "The office's address"}
"""What registry calls it, and what we do."""


def join(
    urn: Urn,
    head: Annotated[str | None, typer.Option(metavar="NAME", help="The head's name.")] = None,
    head_email: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="The head's address, if it is known.")
    ] = None,
    office_email: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="The office's address, if it is known.")
    ] = None,
) -> None:
    """Let a school join. Its head and its office are written to.

    At a terminal it asks for what isn't given. An e-mail waits until its address is known.
    """
    here, terminal = alliance(), Terminal()
    if head is None and not sys.stdin.isatty():
        raise Sorry("Who is the school's head? Give the name with --head.")
    if head is None:
        terminal.say((entry_of(here, str(urn))["name"], "bold"))
        head = typer.prompt("  Head's name")
        head_email = head_email if head_email is not None else _asked("Head's e-mail")
        office_email = office_email if office_email is not None else _asked("Office's e-mail")
    joining = {
        "urn": urn,
        "head_name": head,
        "head_address": head_email or None,
        "office_address": office_email or None,
    }
    joined = _joined(here, joining)
    _tell(here.registry.get(f"/schools/{joined['id']}"), terminal)


def _joined(here: Alliance, joining: dict[str, Any]) -> dict[str, Any]:
    """Have it join; when something that was given can't be read, say which in the reader's words."""
    with said_of(GIVEN):
        return here.registry.change("/members", joining)


def _asked(what: str) -> str:
    return typer.prompt(f"  {what} (empty: not known yet)", default="", show_default=False)


def _tell(school: dict[str, Any], terminal: Terminal) -> None:
    """What follows from it: who is written to now, and who when."""
    mailboxes = {contact["role"]: contact["address"] for contact in school["contacts"]}
    known = [f"its {role}" for role, address in mailboxes.items() if address]
    unknown = [f"its {role}" for role, address in mailboxes.items() if not address]
    terminal.done((school["name"], "bold"), " has joined.")
    if known:
        terminal.hint(f"An e-mail goes to {' and '.join(known)}: `alliance mail` shows it.")
    if unknown:
        what = f"The one to {unknown[0]} waits" if len(unknown) == 1 else f"Those to {' and '.join(unknown)} wait"
        terminal.hint(f"{what} until the address is known.")


def leave(urn: Urn) -> None:
    """End a school's membership today. Should it come back, it is known again."""
    here, terminal = alliance(), Terminal()
    left = here.registry.change(f"/members/{urn}/leave")
    school = here.registry.get(f"/schools/{left['id']}")
    terminal.done((school["name"], "bold"), " has left the alliance.")
