"""The figures in words, each beside its bar: met or not met, never asserted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.bench.lab import say


@dataclass(frozen=True, slots=True)
class Bar:
    """What a ratio should at least be."""

    name: str
    least: float
    of: str
    to: str


BARS = (
    Bar("relay_to_bare", 0.7, "relay", "relay_bare"),
    Bar("relay_to_peer", 40, "relay", "relay_peer"),
    Bar("relay_to_peer_batched", 40, "relay", "relay_peer_batched"),
    Bar("fold_to_bare", 0.6, "fold", "fold_bare"),
    Bar("fold_to_peer", 20, "fold", "fold_peer"),
    Bar("reaction_to_peer", 3, "reaction", "reaction_peer"),
)

LATENCY = {"p50": 40.0, "p99": 150.0}
"""Milliseconds at most, from commit to effect."""


def report(rates: Mapping[str, Sequence[float]], medians: Mapping[str, float], whole_way: Any) -> dict[str, Any]:
    """Say all of it; what the last line is made of."""
    _say_rates(rates, medians)
    ratios = {bar.name: round(medians[bar.of] / medians[bar.to], 2) for bar in BARS}
    for bar in BARS:
        ratio = ratios[bar.name]
        say(f"  {bar.name:<22}{ratio:8.2f}   bar: at least {bar.least:g}, {_met(ratio >= bar.least)}")
    latency = whole_way["latency_ms"]
    for name, most in LATENCY.items():
        say(f"  latency {name:<14}{latency[name]:8.1f} ms  bar: at most {most:g}, {_met(latency[name] <= most)}")
    say(f"  resident memory {whole_way['rss_mb']:14.0f} MB")
    return {name: round(medians[name]) for name in medians} | whole_way | {"ratios": ratios}


def _say_rates(rates: Mapping[str, Sequence[float]], medians: Mapping[str, float]) -> None:
    for name, middle in medians.items():
        low, high = min(rates[name]), max(rates[name])
        say(f"  {name:<20}{middle:10.0f} facts/s   of {len(rates[name])} rounds from {low:.0f} to {high:.0f}")


def _met(it_is: bool) -> str:
    return "met" if it_is else "NOT met"
