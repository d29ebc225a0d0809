"""`alliance ops SERVICE …`: what an operator decides about one service's bus."""

from collections.abc import Callable

import typer

from deploy.cli.ops import audit, parked, readers, recover, refused, rejected, republish, timers
from deploy.cli.ops.asking import at_service


def commands(new_group: Callable[[str], typer.Typer]) -> typer.Typer:
    """The tree behind `alliance ops SERVICE`."""
    ops = new_group("Operations: what is parked, rejected, refused, stopped or lost at one service.")
    ops.callback()(at_service)
    ops.add_typer(parked.commands(new_group("Facts that a reader set aside.")), name="parked")
    ops.add_typer(rejected.commands(new_group("Records that have no place in any order.")), name="rejected")
    ops.add_typer(refused.commands(new_group("Facts of ours that Kafka refused.")), name="refused")
    ops.add_typer(timers.commands(new_group("Timers that failed three times.")), name="timers")
    ops.add_typer(recover.commands(new_group("The database was restored to an earlier time.")), name="recover")
    for command in (readers.readers, readers.resume, readers.rebuild, republish.republish, audit.audit):
        ops.command()(command)
    return ops
