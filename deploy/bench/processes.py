"""The stack's processes: which part of it each belongs to, and what they take."""

import contextlib
from collections import defaultdict
from collections.abc import Iterator

import psutil

PARTS = {"postgres": "postgres", "kafka.Kafka": "kafka", "mail_sink": "mail sink", "deploy.cli": "alliance up"}
"""By what a command line has in it."""


def living(root: psutil.Process) -> Iterator[tuple[psutil.Process, list[str]]]:
    """Every process of the stack with its command line; PostgreSQL's workers come and go meanwhile."""
    for each in [root, *root.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            yield each, each.cmdline()


def service_of(command: list[str]) -> str | None:
    """The service that a command line runs, if it runs one."""
    return next((part.removeprefix("services.") for part in command if part.startswith("services.")), None)


def part_of(command: list[str]) -> str | None:
    """A service, or what it stands on; None for what isn't known."""
    whole = " ".join(command)
    return service_of(command) or next((name for part, name in PARTS.items() if part in whole), None)


def processor_seconds(root: psutil.Process) -> dict[str, float]:
    """Seconds of processor that each part of the stack has taken so far, as far as its processes still live."""
    taken = defaultdict[str, float](float)
    for each, command in living(root):
        with contextlib.suppress(psutil.NoSuchProcess):
            taken[part_of(command) or "others"] += sum(each.cpu_times()[:2])
    return taken
