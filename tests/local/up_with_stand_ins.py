"""`make run` with stand-ins for the services; with an argument, what comes after the start fails with it."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from deploy.local.services import SERVICES
from deploy.local.stack import Stack
from deploy.local.up import run

STAND_IN = str(Path(__file__).with_name("stand_in.py"))


def after_start(stack: Stack) -> None:
    """What the example alliance's loading would be."""
    sys.stdout.write(f"loading into {stack.place.home}\n")
    if sys.argv[1:]:
        raise RuntimeError(sys.argv[1])


if __name__ == "__main__":
    services = [replace(each, command=(sys.executable, STAND_IN, each.name)) for each in SERVICES]
    sys.exit(run(services, after_start))
