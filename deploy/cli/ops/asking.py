"""What all of these commands share: the service that they are about, and what a decision comes with."""

from typing import Annotated, Any

import typer

from deploy.cli.alliance import alliance
from deploy.cli.remote import Remote
from deploy.cli.sorry import Sorry
from deploy.cli.terminal import Terminal
from deploy.local.services import SERVICES

Why = Annotated[
    str | None, typer.Option("--why", metavar="WORDS", help="Your reason, for the audit; nothing about a person.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Tell what would happen, and change nothing.")]
Reader = Annotated[
    str | None, typer.Option("--reader", metavar="NAME", help="Which reader; unless given, the service's own.")
]
Limit = Annotated[int, typer.Option(min=1, max=500, metavar="NUMBER", help="How many at most.")]
Topic = Annotated[str, typer.Argument(metavar="TOPIC", help="As the list shows it.")]
Key = Annotated[str, typer.Argument(metavar="KEY", help="As the list shows it.")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="The fact's number in its key's story.")]


def at_service(
    context: typer.Context,
    service: Annotated[str, typer.Argument(metavar="SERVICE", help=f"One of {', '.join(s.name for s in SERVICES)}.")],
) -> None:
    """Operations: what is parked, rejected, refused, stopped or lost at one service."""
    names = [each.name for each in SERVICES]
    if service not in names:
        raise Sorry(f"There is no service {service}; there are {', '.join(names)}.")
    context.obj = alliance().service(service)


def remote(context: typer.Context) -> Remote:
    """The service that the command is about."""
    assert isinstance(context.obj, Remote)
    return context.obj


def look(context: typer.Context, path: str, **asked: str | int | None) -> Any:
    """See something there."""
    given = {name: value for name, value in asked.items() if value is not None}
    return remote(context).get(f"/operations{path}", **given)


def decide(context: typer.Context, path: str, **command: Any) -> Any:
    """Have something decided there, once."""
    return remote(context).change(f"/operations{path}", command)


def done(terminal: Terminal, dry_run: bool, sentence: str, then: str = "") -> None:
    """Say what was done; or what would be."""
    if dry_run:
        terminal.item(("would: ", "yellow"), sentence)
        terminal.item(("       ", ""), ("Nothing was changed.", "dim"))
        return
    terminal.item(("✓ ", "green"), sentence)
    if then:
        terminal.item("  ", (then, "dim"))


def own_reader(context: typer.Context, reader: str | None) -> str:
    """The reader that was named, or the service's own."""
    return reader or remote(context).name
