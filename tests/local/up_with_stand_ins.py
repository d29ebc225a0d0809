"""`make run` with stand-ins for the services; with an argument, what comes after the start fails with it."""

from __future__ import annotations

import sys
from pathlib import Path

from deploy.local.services import ServiceProcess
from deploy.local.stack import Stack
from deploy.local.up import run

STAND_IN = str(Path(__file__).with_name("stand_in.py"))


def after_start(stack: Stack) -> None:
    """What the example alliance's loading would be."""
    sys.stdout.write(f"loading into {stack.place.home}\n")
    if sys.argv[1:]:
        raise RuntimeError(sys.argv[1])


if __name__ == "__main__":
    pairs = (("registry", 1), ("finance", 4), ("notify", 5))
    services = [ServiceProcess(name, offset, (sys.executable, STAND_IN, name)) for name, offset in pairs]
    sys.exit(run(services, after_start))
