"""`alliance token`."""

import sys
from typing import Annotated

import typer

from deploy.cli.alliance import alliance


def token(
    role: Annotated[
        list[str] | None,
        typer.Option(help="What it allows: admin (the default), office, …; may be given more than once."),
    ] = None,
) -> None:
    """Print a token for five minutes, for curl."""
    here = alliance()
    sys.stdout.write(here.token(*(role or ["admin"])) + "\n")
    if sys.stdout.isatty():
        sys.stderr.write(
            f'\nFor five minutes:\n  curl -H "Authorization: Bearer $(alliance token)" '
            f"{here.address('registry')}/members\n"
        )
