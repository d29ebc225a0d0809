"""From a commit to its effect, the whole way, in one process that has all the bus's roles and nothing else.

A fact is committed by a use case, the relay is woken, Kafka acknowledges, the reader applies and commits. A process of
its own, because its memory is measured too. `python -m deploy.bench.bus.whole_way` gets its field in the environment.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from statistics import quantiles
from time import perf_counter
from typing import Any

import psutil
import uvloop

from deploy.bench.bus.ground import Field
from deploy.bench.bus.ours import Bus, add_up, bus
from deploy.bench.bus.pace import beside, steadily, until
from deploy.bench.bus.places import COURSES, PlaceTaken, course
from deploy.bench.lab import say
from shared.garbage import freeze_what_is_loaded
from shared.messaging.envelope import Cause
from shared.messaging.kafka_log import Kafka
from shared.messaging.reader import Read
from shared.messaging.work import Work
from shared.observability.logging import set_up_logging

RATE = 200
"""Facts a second."""

WARMING = 1.0
"""Seconds at the beginning that don't count."""

CAUSE = Cause("user:bench")


def measure(field: Field, seconds: float) -> dict[str, Any]:
    """`latency_ms` and `rss_mb`, measured in a process of its own."""
    order = {"url": field.url, "bootstrap": field.kafka.bootstrap, "prefix": field.kafka.prefix, "seconds": seconds}
    environment = os.environ | {"BENCH_FIELD": json.dumps(order)}
    done = subprocess.run([sys.executable, "-m", __name__], env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


class _Watch:
    """When each fact was committed, and how long its effect took."""

    def __init__(self) -> None:
        self.committed: dict[str, float] = {}
        self.seconds: list[float] = []
        self.peak = 0.0
        self._seen: list[str] = []

    async def effect(self, reads: Sequence[Read], work: Work) -> None:
        """Fold; what was folded is noted when this has committed."""
        await add_up(reads, work)
        self._seen += [read.fact.person_id for read in reads]
        work.wake("bench")

    def noted(self) -> None:
        """The effect of what was seen is committed."""
        now = perf_counter()
        self.seconds += [now - self.committed[person] for person in self._seen if person in self.committed]
        self._seen.clear()

    async def memory(self) -> None:
        """The most memory that was held at any moment."""
        while True:
            self.peak = max(self.peak, psutil.Process().memory_info().rss / 1024**2)
            await asyncio.sleep(0.1)


async def _measure(field: Field, seconds: float) -> dict[str, Any]:
    watch = _Watch()
    async with bus(field) as parts:
        relay = parts.relay()
        parts.wake = lambda role: relay.wake() if role == "relay" else watch.noted()
        async with beside(relay.run(), parts.reader("whole", watch.effect).run(), watch.memory()):
            await until(parts.health.is_ready)
            await _commit(parts, watch, WARMING)
            watch.committed.clear()
            watch.seconds.clear()
            await _commit(parts, watch, seconds)
            await until(lambda: len(watch.seconds) >= len(watch.committed))
    found = quantiles([1000 * each for each in watch.seconds], n=100)
    return {"latency_ms": {"p50": round(found[49], 1), "p99": round(found[98], 1)}, "rss_mb": round(watch.peak)}


async def _commit(parts: Bus, watch: _Watch, seconds: float) -> None:
    """One fact every five milliseconds, each in a commit of its own, however long the others take."""
    async with asyncio.TaskGroup() as tasks:
        async for number in steadily(RATE, int(seconds * RATE)):
            tasks.create_task(_tell(parts, watch, number))


async def _tell(parts: Bus, watch: _Watch, number: int) -> None:
    person = str(parts.workshop().new_id())
    async with parts.workshop().open(CAUSE) as work:
        work.publish(PlaceTaken(course(number * 7919 % COURSES), course(number), person, 12_000))
    watch.committed[person] = perf_counter()


def main() -> None:
    """Measure as ordered; one JSON object."""
    set_up_logging("bench")
    freeze_what_is_loaded()  # as services do
    order = json.loads(os.environ["BENCH_FIELD"])
    field = Field(order["url"], Kafka(order["bootstrap"], order["prefix"]))
    say(json.dumps(uvloop.run(_measure(field, order["seconds"]))))


if __name__ == "__main__":
    main()
