"""Connected isn't progressing: are there records to read, and does the position move? (bus.md, "Watchdog")"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from shared.messaging.kafka_log import Place
from shared.messaging.reader import Reader
from shared.observability.metrics import Metrics

STALLED = 60.0
"""Seconds without a move, while there is something to read."""


@dataclass
class Watchdog:
    """Watches one reader over all partitions, assigned to this process or not."""

    reader: Reader[Any]
    metrics: Metrics
    seen: dict[Place, tuple[int, float]] = field(default_factory=dict[Place, tuple[int, float]])

    def look(self, ends: Mapping[Place, int], positions: Mapping[Place, int]) -> list[str]:
        """Compare ends and positions: for each stalled partition a line for an operator."""
        now = monotonic()
        stalled = {place for place, end in ends.items() if self._is_stalled(place, end, positions.get(place, 0), now)}
        self._measure(ends, positions, len(stalled))
        return [_because(place, ends[place] - positions.get(place, 0)) for place in sorted(stalled)]

    def _is_stalled(self, place: Place, end: int, position: int, now: float) -> bool:
        """Is there something to read, or less than was read, and has the position stood still for a minute?"""
        before, since = self.seen.get(place, (-1, now))
        if end == position or position != before:
            self.seen[place] = (position, now)
            return False
        return now - since > STALLED

    def _measure(self, ends: Mapping[Place, int], positions: Mapping[Place, int], stalled: int) -> None:
        name = self.reader.name
        self.metrics.stalled.labels(reader=name).set(stalled)
        for topic in self.reader.subscription.topics:
            lag = sum(max(0, end - positions.get(place, 0)) for place, end in ends.items() if place.topic == topic.name)
            self.metrics.lag.labels(reader=name, topic=topic.name).set(lag)


def _because(place: Place, behind: int) -> str:
    where = f"{place.topic}/{place.partition}"
    if behind < 0:
        return f"Kafka's {where} is {-behind} records shorter than what was read of it"
    return f"{behind} records wait on {where}, and nothing has moved for {STALLED:.0f} s"
