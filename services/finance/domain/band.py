"""The band of what is likely: between which amounts the open applications will probably bring something in.

Each is won or lost by itself, whole, by its likelihood (an award of less than was applied for is nothing that can be
foreseen). The band leaves out one outcome in ten below it and one in ten above it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.kernel.money import Money

LEFT_OUT = 0.1
"""The share of outcomes below the band at most, and above it."""

EXACT = 12
"""Applications up to which every outcome is looked at to the penny; 4096 outcomes."""

COARSE = 10_000
"""Pence to which amounts are rounded where there are more applications than that."""

TINY = 1e-9
"""What adding up fractions may be off by."""


@dataclass(frozen=True, slots=True)
class Chance:
    """An application: how much for, and how likely it is, in whole per cent."""

    amount: Money
    likelihood: int


@dataclass(frozen=True, slots=True)
class Band:
    """From and to which amount; both ends are outcomes that can come."""

    low: Money
    high: Money


def band(chances: Sequence[Chance]) -> Band:
    """The band of what these applications bring in altogether; of none, nothing."""
    outcomes = sorted(_outcomes(chances).items())
    return Band(Money(_end(outcomes)), Money(_end(outcomes[::-1])))


def _outcomes(chances: Sequence[Chance]) -> dict[int, float]:
    """What can come of them in pence, each with its probability; application by application."""
    unit = 1 if len(chances) <= EXACT else COARSE
    found = {0: 1.0}
    for chance in chances:
        won, amount = chance.likelihood / 100, (chance.amount.pence + unit // 2) // unit * unit
        after = {total: probability * (1 - won) for total, probability in found.items()}
        for total, probability in found.items():
            after[total + amount] = after.get(total + amount, 0.0) + probability * won
        found = after
    return found


def _end(outcomes: Sequence[tuple[int, float]]) -> int:
    """The first outcome before which no more than a tenth of them lies."""
    before = 0.0
    for total, probability in outcomes:
        before += probability
        if before > LEFT_OUT + TINY:
            return total
    return outcomes[-1][0]
