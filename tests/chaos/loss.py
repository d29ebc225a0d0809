"""What is lost when the mint's database goes back to an earlier time: exactly what was committed after the backup."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

Coin = tuple[UUID, int]
"""A payment and its leg."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A fact that was committed, and is no more; whether it had reached Kafka, Kafka knows."""

    event_id: UUID
    topic: str
    key: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Mint:
    """What stands in the mint's database at one moment: facts in the outbox, coins in the ledger."""

    facts: frozenset[Lost]
    coins: Counter[Coin]


@dataclass(frozen=True, slots=True)
class Loss:
    """One restore. `over`: when (monotonic) the database took connections again, as it was before."""

    facts: Sequence[Lost]
    coins: Counter[Coin]
    over: float

    @classmethod
    def between(cls, doomed: Mint, restored: Mint, over: float) -> Loss:
        """What was there until nobody could commit any more, and isn't there now."""
        facts = sorted(doomed.facts - restored.facts, key=lambda each: (each.topic, each.key, each.sequence))
        return cls(facts, doomed.coins - restored.coins, over)

    @property
    def payments(self) -> set[UUID]:
        """Those that are gone as a whole; of others only the ripening is, and their timers are back."""
        return {payment_id for payment_id, leg in self.coins if leg == 0}
