"""`alliance schools find` and `members`."""

from datetime import date
from typing import Annotated, Any

import typer

from deploy.cli.alliance import Alliance, alliance
from deploy.cli.sorry import Sorry
from deploy.cli.status import AsJson
from deploy.cli.terminal import Column, Terminal
from shared.words import many, short_date, spoken

MOST = 100
"""Schools that one search shows at most."""

FOUND = (
    Column("URN", style="bold", whole=True),
    Column("school"),
    Column("town", from_width=50),
    Column("postcode", from_width=70, whole=True),
    Column("phase", from_width=90),
    Column("status", from_width=100),
    Column("member since", whole=True),
)

MEMBERS = (
    Column("URN", style="bold", whole=True),
    Column("school"),
    Column("phase", from_width=80),
    Column("status", from_width=90),
    Column("people", from_width=50, right=True),
    Column("member since", whole=True),
)


def find(
    text: Annotated[
        list[str], typer.Argument(metavar="TEXT", help="A name, town, postcode, URN or LAESTAB, or parts of them.")
    ],
    limit: Annotated[int, typer.Option(min=1, max=MOST, metavar="NUMBER", help="How many at most.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Look for schools in the national register."""
    terminal = Terminal()
    found = alliance().registry.get("/schools", find=" ".join(text), limit=limit)
    if as_json:
        terminal.json(found)
    elif not found:
        raise Sorry(f"The national register has no school for “{' '.join(text)}”. {_way_on(alliance())}")
    else:
        terminal.table(FOUND, [_found(school) for school in found])
        if len(found) == limit < MOST:
            terminal.footer(f"These are the best {limit}; --limit {MOST} shows more.")


def _found(school: dict[str, Any]) -> list[str]:
    since = school["member_since"]
    return [
        str(school["urn"]),
        school["name"],
        school["town"] or "–",
        school["postcode"] or "–",
        spoken(school["phase"]),
        spoken(school["status"]),
        short_date(date.fromisoformat(since)) if since else "–",
    ]


def _way_on(here: Alliance) -> str:
    if here.registry.get("/counts")["schools"]:
        return "Try fewer words, or only the beginning of the name."
    return "It is empty so far: `alliance schools import FILE` fills it."


def members(as_json: AsJson = False) -> None:
    """List the members, by name."""
    terminal = Terminal()
    found = alliance().registry.get("/members")
    if as_json:
        terminal.json(found)
    elif not found:
        terminal.say("No school has joined yet: `alliance schools join URN` lets one join.")
    else:
        terminal.table(MEMBERS, [_member(school) for school in found])
        terminal.footer(many(len(found), "member"))


def _member(school: dict[str, Any]) -> list[str]:
    joined = short_date(date.fromisoformat(school["joined_on"]))
    urn, phase, status = str(school["urn"]), spoken(school["phase"]), spoken(school["status"])
    return [urn, school["name"], phase, status, str(school["people"]), joined]
