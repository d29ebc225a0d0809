"""How much a trial was about; and, by name, what a restore took for good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.chaos.evidence import Remains
from tests.chaos.verdict import gone
from tests.chaos.workload import Answered


def counted(accepted: Sequence[Answered], remains: Remains) -> dict[str, Any]:
    """Facts, effects, and what became of lost ones."""
    effects = sum(len(books.effects) for books in remains.books.values())
    return {"facts": len(remains.outbox), "effects": effects, **(_lost(accepted, remains) if remains.losses else {})}


def _lost(accepted: Sequence[Answered], remains: Remains) -> dict[str, Any]:
    """`gone`: accepted payments of which nothing reached Kafka, so that `recover` can't list them."""
    lost = {each.event_id for loss in remains.losses for each in loss.facts}
    on_kafka = {each.event_id for each in remains.kafka}
    recovery = remains.recovery
    return {
        "lost": {
            "payments": len({each for loss in remains.losses for each in loss.payments}),
            "facts": len(lost),
            "on_kafka": len(lost & on_kafka),
            "listed": len(recovery.reported),
            "re_entered": len(recovery.re_entered),
            "discarded": len(recovery.discarded),
            "gone": sorted(str(each) for each in gone(accepted, remains) - recovery.discarded),
        }
    }
