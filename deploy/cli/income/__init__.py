"""`alliance income …`: what there will be, who owes what, and where each figure came from."""

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperGroup

from deploy.cli.income import accounts, books, postings, projection, why


class OrProjection(TyperGroup):
    """`alliance income`, alone or with a year, shows the projection: it is meant where no other command is named."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put its name where it was left out."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["projection", *args]
        return super().parse_args(ctx, args)


def commands(new_group: Callable[[str], typer.Typer]) -> typer.Typer:
    """The tree behind `alliance income`."""
    group = new_group("What there will be: alone, or with a year, the projection; and where each figure came from.")
    group.info.cls = OrProjection
    shown: tuple[Callable[..., None], ...] = (projection.projection, accounts.account, postings.postings, why.why)
    for command in (*shown, books.books):
        group.command()(command)
    return group
