"""`alliance courses …`: what is on offer, and who came."""

import typer

from deploy.cli.courses import attendance, listing, planning


def commands(group: typer.Typer) -> typer.Typer:
    """The tree behind `alliance courses`."""
    group.command("list")(listing.list_courses)
    for command in (listing.show, planning.schedule, planning.change, planning.cancel, attendance.attendance):
        group.command()(command)
    group.command("terms")(listing.list_terms)
    return group
