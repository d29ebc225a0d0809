"""`alliance grants …`: applied for, received, refused, scheduled."""

import typer

from deploy.cli.grants import deciding, listing


def commands(group: typer.Typer) -> typer.Typer:
    """The tree behind `alliance grants`."""
    group.command("list")(listing.list_grants)
    for command in (listing.show, deciding.apply, deciding.receive, deciding.refuse, deciding.schedule):
        group.command()(command)
    return group
