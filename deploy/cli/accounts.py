"""`alliance accounts …`: who may sign in at the pages. People are invited there; this is for who is locked out."""

import os
from typing import Annotated, Any

import typer

from deploy.cli.alliance import Alliance, alliance
from deploy.cli.sorry import Problem, Sorry
from deploy.cli.status import AsJson
from deploy.cli.terminal import Column, Terminal
from deploy.local.services import ALLIANCE
from deploy.local.stack import Stack

LINE = (Column("address", style="bold", whole=True), Column("name"), Column("role", whole=True), Column("access"))

Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="The e-mail address that they sign in with.")]


def commands(group: typer.Typer) -> typer.Typer:
    """The tree behind `alliance accounts`."""
    group.command("list")(list_accounts)
    group.command()(link)
    group.command()(end)
    return group


def list_accounts(as_json: AsJson = False) -> None:
    """List who may sign in, and as what."""
    terminal, found = Terminal(), alliance().gateway.get("/accounts")
    if as_json:
        terminal.json(found)
        return
    terminal.table(LINE, [(each["address"], each["name"], each["role"], _access(each)) for each in found])


def link(address: Address) -> None:
    """Make a link by which somebody chooses a new password; it works once, for seven days."""
    here = alliance()
    made = here.gateway.change(f"/accounts/{_meant(here, address)['account_id']}/link")
    Terminal().say(f"{here.address('gateway')}{made['path']}")


def end(address: Address) -> None:
    """End somebody's access, now and in every browser."""
    here = alliance()
    account = _meant(here, address)
    here.gateway.change(f"/accounts/{account['account_id']}/end")
    Terminal().done(f"{account['name']} can't sign in any more.")


def open_the_door(stack: Stack) -> None:
    """Make the first account when there is none, and have the screen say where and how to sign in."""
    here = Alliance(stack.place)
    address = os.environ.get("ALLIANCE_OFFICE_EMAIL") or ALLIANCE["ALLIANCE_OFFICE_EMAIL"]
    try:
        made = here.gateway.change("/accounts/first", {"name": "The office", "address": address})
    except Problem as refused:
        if refused.kind != "alliance-has-accounts":
            raise
        stack.screen.door(here.address("gateway"))
    else:
        stack.screen.door(here.address("gateway"), address, made["password"])


def _meant(here: Alliance, address: str) -> dict[str, Any]:
    for each in here.gateway.get("/accounts"):
        if each["address"] == address.lower() and each["ended_at"] is None:
            return each
    raise Sorry(f"Nobody signs in as {address}: `alliance accounts list` shows who does.")


def _access(account: dict[str, Any]) -> str:
    if account["ended_at"]:
        return "ended"
    return "yes" if account["has_password"] else "invited"
