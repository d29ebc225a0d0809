"""`alliance cases …`: schools' requests for support, and the SLEs who are deployed to them."""

import typer

from deploy.cli.cases import deciding, deploying, listing


def commands(group: typer.Typer) -> typer.Typer:
    """The tree behind `alliance cases`."""
    group.command("list")(listing.list_cases)
    group.command("open")(deciding.open_case)
    for command in (listing.show, deciding.decline, deciding.close):
        group.command()(command)
    for command in (deploying.deploy, deploying.visit, deploying.end):
        group.command()(command)
    return group
