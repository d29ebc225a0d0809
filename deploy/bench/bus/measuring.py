"""`make bench ONLY=bus`: rounds, then the whole way, on one ground."""

from typing import Any

import uvloop

from deploy.bench.bus import whole_way
from deploy.bench.bus.ground import Ground, ground
from deploy.bench.bus.report import report
from deploy.bench.bus.rounds import FULL, QUICK, Rounds, Sizes
from deploy.bench.lab import keep_logs_quiet, say
from shared.garbage import freeze_what_is_loaded

EMPTY = "empty"
"""The database on which the whole way is measured."""


def measure(*, quick: bool) -> dict[str, Any]:
    """Medians of five rounds (of two, when it has to be quick), latency and memory; ratios beside their bars."""
    keep_logs_quiet()
    freeze_what_is_loaded()  # as services do
    rounds, sizes, seconds = (2, QUICK, 4.0) if quick else (5, FULL, 15.0)
    with ground() as servers:
        measured = uvloop.run(_rounds(servers, rounds, sizes))
        field = servers.at(EMPTY)
        uvloop.run(servers.make(EMPTY))
        return report(measured.rates, measured.medians(), whole_way.measure(field, seconds))


async def _rounds(servers: Ground, rounds: int, sizes: Sizes) -> Rounds:
    measured = Rounds(servers, sizes)
    await measured.prepare()
    for number in range(rounds):
        say(f"bus: round {number + 1} of {rounds}")
        await measured.run(number)
    return measured
