"""`make bench ONLY=history`: does the bus slow down with what it keeps?

The same facts are relayed and folded turn and turn about in a new database and in one that keeps ten million published
facts about a million courses, with their streams and inbox rows. The new facts are about courses spread evenly over the
million, so what they touch isn't next to each other there either.
"""

from collections import defaultdict
from statistics import median
from typing import Any

import uvloop

from deploy.bench.bus import ours
from deploy.bench.bus.filling import fill
from deploy.bench.bus.ground import Field, Ground, ground
from deploy.bench.bus.keeping import EACH, keep
from deploy.bench.bus.pace import pace
from deploy.bench.bus.places import COURSES
from deploy.bench.lab import keep_logs_quiet, say
from shared.garbage import freeze_what_is_loaded

KEPT = 10_000_000
QUICKLY = 1_000_000
"""Facts kept, and when it has to be quick."""

FACTS = 100_000
"""New facts in each turn: some seconds of work. What the other database's turn pushed out of memory is fetched again in
the first tenths of a second; that is the price of our taking turns, not of what is kept (ADR 0010)."""

SECONDS = 60.0

BAR = 0.9


def measure(*, quick: bool) -> dict[str, Any]:
    """Medians of five rounds, and how much of the new database's pace the old one keeps."""
    keep_logs_quiet()
    freeze_what_is_loaded()  # as services do
    kept = QUICKLY if quick else KEPT
    with ground() as servers:
        rates = uvloop.run(_rounds(servers, kept, 3 if quick else 5))
    return {"kept": kept} | _report("relay", rates) | _report("fold", rates)


async def _rounds(servers: Ground, kept: int, rounds: int) -> dict[str, list[float]]:
    fields = {name: servers.at(name) for name in ("new", "old")}
    for name in fields:
        await servers.make(name)
    say(f"history: keeping {kept:,} facts")
    await keep(fields["old"], kept, ours.READER)
    courses = range(0, kept // EACH, kept // EACH // COURSES)
    rates: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds):
        for name in ("new", "old")[:: -1 if number % 2 else 1]:
            await _turn(fields[name], name, courses, rates)
    return rates


async def _turn(field: Field, name: str, courses: range, rates: dict[str, list[float]]) -> None:
    await fill(field.url, FACTS, courses)
    for what, contender in (("relay", ours.relay), ("fold", ours.fold)):
        rates[f"{what}_{name}"].append(await pace(contender, field, FACTS, SECONDS))
        say(f"    {what}, {name:<5}{rates[f'{what}_{name}'][-1]:8.0f} facts/s")


def _report(what: str, rates: dict[str, list[float]]) -> dict[str, Any]:
    new, old = median(rates[f"{what}_new"]), median(rates[f"{what}_old"])
    met = "met" if old / new >= BAR else "NOT met"
    say(f"  {what:<8} new {new:8.0f}, old {old:8.0f} facts/s: {old / new:.2f}   bar: at least {BAR}, {met}")
    return {f"{what}_new": round(new), f"{what}_old": round(old), f"{what}_history_ratio": round(old / new, 2)}
