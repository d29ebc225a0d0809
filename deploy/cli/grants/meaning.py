"""Which grant is meant."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from deploy.cli.alliance import Alliance
from deploy.cli.meant import Sort, meant
from shared.words import GRANTS, pounds


def title(grant: Mapping[str, Any]) -> str:
    """Support grant 2026/27."""
    return f"{GRANTS[grant['kind']]} {grant['year']}"


def title_with_amount(grant: Mapping[str, Any]) -> str:
    """Support grant 2026/27, £15,000.00 applied: a year may have more than one."""
    return f"{title(grant)}, {pounds(grant['amount'] or grant['applied'])} {grant['standing']}"


GRANT = Sort("grant", "grant_id", title_with_amount, "alliance grants list")

GrantGiven = Annotated[
    str, typer.Argument(metavar="GRANT", help="Its id as the list shows it, or a part of “support grant 2026/27”.")
]


def grant_meant(here: Alliance, given: str) -> dict[str, Any]:
    """A grant by its id, or a part of its kind and year."""
    return meant(given, here.finance.get("/grants"), GRANT)
