"""Is this machine as the system needs it?"""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from deploy.cli.finding import Check, Finding, well, wrong
from deploy.local import kafka_jars
from deploy.local.place import CHECKOUT, Place
from deploy.local.room import FIRST_START, LATER_START
from shared.words import clock_time, long_date, many

OLDEST = (3, 11)

PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)\s*(?:;.*)?$", re.MULTILINE)
"""A line of requirements/run.in: the package, its version."""

NAMED = 3
"""Packages that are named; of more than that the number is enough."""


def about_the_machine(place: Place) -> Iterator[Check]:
    """All checks of this kind, in the order in which one would put things right."""
    yield python
    yield packages
    yield jars
    yield partial(disk, place)
    yield clock


def python() -> Finding:
    """The interpreter that runs this."""
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST:
        return wrong("Python", f"is {found}", "install Python 3.11 or newer, remove .venv, then `make run`")
    return well("Python", found)


def packages() -> Finding:
    """Whether what is installed here is what was pinned by name; setting up counts what these need, too."""
    pins = dict(PINNED.findall((CHECKOUT / "requirements" / "run.in").read_text()))
    differing = [name for name, pinned in pins.items() if installed(name) != pinned]
    if differing:
        named = ", ".join(differing[:NAMED]) + (" …" if len(differing) > NAMED else "")
        return wrong(
            "packages", f"{many(len(differing), 'is', 'are')} not as pinned: {named}", "`make run` installs them"
        )
    where = Path(sys.prefix)
    shown = where.relative_to(CHECKOUT) if where.is_relative_to(CHECKOUT) else where
    return well("packages", f"{len(pins)} as pinned, not counting what they need, in {shown}")


def installed(name: str) -> str | None:
    """The version that is installed; of what this platform doesn't need, none."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def jars() -> Finding:
    """Kafka's files, byte for byte."""
    pinned, folder = kafka_jars.pinned(), kafka_jars.shared_folder()
    damaged = kafka_jars.wrong(pinned, folder)
    if damaged:
        size = sum(jar.size for jar in damaged) / 1e6
        says = f"{len(damaged)} of {len(pinned)} files are missing or damaged in {folder}"
        return wrong("Kafka's files", says, f"`make run` fetches them ({size:.0f} MB)")
    return well("Kafka's files", f"{len(pinned)}, all whole")


def disk(place: Place) -> Finding:
    """Room where the data is, or will be."""
    there = next(folder for folder in (place.home, *place.home.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    needed = LATER_START if (place.home / "postgres" / "data").exists() else FIRST_START
    says = f"{free / 1e9:.1f} GB free for {place.home}"
    if free < needed:
        return wrong("disk", says, f"make room: {needed // 10**6} MB are needed")
    if not os.access(there, os.W_OK):
        return wrong("disk", f"{there} can't be written to", "allow it, or set ALLIANCE_HOME to a folder of yours")
    return well("disk", says)


def clock(now: datetime | None = None) -> Finding:
    """A clock that goes wrong makes tokens worthless; one before our own files can't be right."""
    now = now or datetime.now(UTC)
    newest = max(file.stat().st_mtime for file in (CHECKOUT / "pyproject.toml", Path(__file__)))
    try:
        ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError:
        return wrong("clock", "doesn't know London's time", "`make run` installs the time zones (tzdata)")
    if now.timestamp() < newest - 86_400:
        return wrong("clock", f"says {long_date(now)}: before this program was written", "set the machine's clock")
    return well("clock", f"{long_date(now)}, {clock_time(now)} in London")
