"""What tests of the verbs ask for again and again, and how they read what is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from shared.kernel.clock import london_date
from shared.kernel.years import AcademicYear
from tests.cli.conftest import Alli, Said

FIELDING, GREENFORD, OAKLANDS = "101897", "101940", "101905"
"""Members of the example alliance, by their numbers."""

FINANCE = "finance@ealing.example.org"


class Change(NamedTuple):
    """A line of the table that shows how the projection changed; amounts in pence."""

    year: str
    what: str
    certainty: str
    change: int


def today() -> date:
    """In London."""
    return london_date(datetime.now(UTC))


def ahead(days: int) -> date:
    """So many days from today."""
    return today() + timedelta(days)


def this_year() -> AcademicYear:
    """The present one."""
    return AcademicYear.of(today())


def done(said: Said) -> Said:
    """What a command said that went well."""
    assert (said.code, said.err) == (0, "")
    assert said.out.lstrip().startswith(("✓", "·"))
    return said


def refused(said: Said) -> str:
    """The one sentence of a command that was refused; nothing was done."""
    assert said.code == 1
    assert "✓" not in said.out
    assert "unexpected" not in said.sentence
    return said.sentence


def misunderstood(said: Said) -> str:
    """What is said of an argument that can't be read, after how the command is used."""
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("Usage: alliance ")
    return said.err.splitlines()[-1].partition(": ")[2]


def short_id(said: Said) -> str:
    """The id that a command tells of what it made."""
    found = re.search(r"\b[0-9a-f]{8}\b", said.out)
    assert found
    return found[0]


def listed(alli: Alli, *arguments: str) -> Any:
    """A list, or one thing, as JSON."""
    said = alli(*arguments, "--json")
    assert (said.code, said.err) == (0, "")
    return json.loads(said.out)


def put_on_offer(alli: Alli, title: str, days: Sequence[date], *more: str, places: int, fee: str) -> Said:
    """A course of a test's own, in the afternoon of these days."""
    sessions = [each for day in days for each in ("--on", f"{day} 13:30-15:30")]
    options = ("--venue", "Hall", "--places", str(places), "--fee", fee, "--no-wait")
    return done(alli("courses", "schedule", title, *sessions, *options, *more))


def changes(said: Said) -> list[Change]:
    """How the projection changed; in each line the change is what lies between before and after."""
    return list(_changes(said))


def _changes(said: Said) -> Iterator[Change]:
    year = ""
    for line in said.out.splitlines():
        if line.startswith("  Projected income for "):
            year = line.split()[-1]
        elif not line:
            year = ""
        match cells(line):
            case [what, certainty, before, after, change] if year and "£" in change:
                assert pence(after) - pence(before) == pence(change)
                yield Change(year, what, certainty, pence(change))
            case _:
                continue


def mails(said: Said) -> set[tuple[str, str]]:
    """The mailboxes and subjects of the e-mails that followed, all of them sent."""
    shown = re.split(r"  \d+ e-mails? follows?\n", said.out)[1]
    rows = [cells(line) for line in shown.splitlines() if line.strip()][1:]
    assert {state for _, _, state, *_ in rows} <= {"sent"}
    return {(mailbox, subject) for _, _, _, mailbox, subject in rows}


def cells(line: str) -> list[str]:
    """A line of a table."""
    return re.split(r"\s{2,}", line.strip())


def pence(shown: str) -> int:
    """+£1,250.00."""
    return int(re.sub("[£,.+]", "", shown))
