"""`alliance schools show`."""

from datetime import date
from typing import Annotated, Any

import typer

from deploy.cli.alliance import Alliance, alliance
from deploy.cli.sorry import Problem, Sorry
from deploy.cli.terminal import Terminal
from shared.words import long_date, spoken


def show(school: Annotated[str, typer.Argument(metavar="URN|ID", help="The school's URN, or its id here.")]) -> None:
    """Show a school and its people."""
    here, terminal = alliance(), Terminal()
    known = known_school(here, school)
    if known is None:
        _show_stranger(entry_of(here, school), terminal)
    else:
        _show_known(known, terminal)


def known_school(here: Alliance, urn_or_id: str) -> dict[str, Any] | None:
    """A school that the alliance knows; None for one that only the register knows, or nobody."""
    if not urn_or_id.isdecimal():
        return _by_id(here, urn_or_id)
    entry = _entry(here, urn_or_id) or {}
    school_id = entry.get("school_id") or _member_id(here, [int(urn_or_id), *entry.get("successors", ())])
    return _by_id(here, school_id) if school_id else None


def _by_id(here: Alliance, school_id: str) -> dict[str, Any]:
    try:
        return here.registry.get(f"/schools/{school_id}")
    except Problem as problem:
        if problem.kind == "invalid":
            raise Sorry(f"“{school_id}” is neither a URN nor a school's id.") from None
        raise


def _member_id(here: Alliance, urns: list[int]) -> str | None:
    """A member that the register, as last imported, doesn't have, or that goes on for a school."""
    return next((each["school_id"] for each in here.registry.get("/members") if each["urn"] in urns), None)


def entry_of(here: Alliance, urn: str) -> dict[str, Any]:
    """What the register says of a URN; `Sorry` when it has none."""
    entry = _entry(here, urn)
    if entry is None:
        raise Sorry(f"The national register has no school with URN {urn}.")
    return entry


def _entry(here: Alliance, urn: str) -> dict[str, Any] | None:
    found = here.registry.get("/schools", find=urn)
    return next((each for each in found if str(each["urn"]) == urn), None)


def _show_stranger(entry: dict[str, Any], terminal: Terminal) -> None:
    terminal.gap()
    terminal.say((entry["name"], "bold"))
    successors = [str(urn) for urn in entry["successors"]]
    goes_on = f"URN {' and '.join(successors)}" if successors else None
    terminal.pairs(_of_the_register(entry) | {"goes on as": goes_on, "member": "no"})
    terminal.gap()
    for urn in successors or [entry["urn"]]:
        terminal.say((f"alliance schools join {urn}", "cyan"), "  lets it join")
    terminal.gap()


def _of_the_register(entry: dict[str, Any]) -> dict[str, str | None]:
    return {
        "URN": str(entry["urn"]),
        "where": " ".join(filter(None, (entry["town"], entry["postcode"]))) or None,
        "authority": entry["la_name"],
        "type": entry["type"],
        "phase": entry["phase"] and spoken(entry["phase"]),
        "status": entry["status"] and spoken(entry["status"]),
    }


def _show_known(school: dict[str, Any], terminal: Terminal) -> None:
    entry = school["entry"] or {"urn": school["urn"], "town": None, "postcode": None, "la_name": None, "type": None}
    told = entry | {"phase": school["phase"], "status": school["status"]}
    earlier = ", ".join(map(str, school["predecessors"]))
    terminal.gap()
    terminal.say((school["name"], "bold"))
    terminal.pairs(
        _of_the_register(told)
        | {
            "before that": f"URN {earlier}" if earlier else None,
            "member": _membership(school),
            "id": school["school_id"],
        }
    )
    _show_people(school, terminal)
    terminal.gap()


def _membership(school: dict[str, Any]) -> str:
    if school["left_on"]:
        return f"until {long_date(date.fromisoformat(school['left_on']))}"
    return f"since {long_date(date.fromisoformat(school['joined_on']))}" if school["joined_on"] else "no"


def _show_people(school: dict[str, Any], terminal: Terminal) -> None:
    """Mailboxes first: a person who has one is in that list already."""
    contacts = school["contacts"]
    with_mailbox = {contact["person_id"] for contact in contacts}
    people = {_role(contact["role"]): _mailbox(contact) for contact in contacts}
    others = [person for person in school["people"] if person["person_id"] not in with_mailbox]
    people |= {", ".join(map(_role, person["roles"])): person["name"] for person in others}
    if people:
        terminal.gap()
        terminal.pairs(people)


def _role(role: str) -> str:
    return role.replace("_", " ")


def _mailbox(contact: dict[str, Any]) -> str:
    return f"{contact['name']} <{contact['address']}>" if contact["address"] else f"{contact['name']}, no address yet"
