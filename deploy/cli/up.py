"""`alliance up`."""

import typer


def up() -> None:
    """Start the whole system, until Ctrl-C. `make run` does this.

    EMPTY=1 starts without the example alliance; ALLIANCE_HOME and ALLIANCE_PORT_BASE let a second one run beside it.
    """
    from deploy.cli.accounts import open_the_door
    from deploy.demo.loading import load_once
    from deploy.local.up import run

    raise typer.Exit(run(example=load_once, always=open_the_door))
