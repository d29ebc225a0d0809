"""Contracts of a garden, which nobody tells: to be changed in every way there is."""

from collections.abc import Sequence
from dataclasses import dataclass, field, make_dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from deploy.contracts.documents import Document, Documents
from deploy.contracts.gate import complaints
from deploy.contracts.generating import generate
from deploy.contracts.promises import promises
from shared.contracts.fact import fact
from shared.contracts.topics import Topic
from shared.kernel.money import Money

BEDS = Topic("garden.beds", partitions=6)
LABELS = Topic("garden.labels", partitions=1, state=True)


class Soil(StrEnum):
    """What a bed is of."""

    CLAY = "clay"
    SAND = "sand"


FIELDS: dict[str, Any] = {"bed": UUID, "depth": int, "soil": Soil | None, "tools": tuple[Soil, ...], "price": Money}
"""Of `dug`, as long as nothing is changed."""


def dug(topic: Topic = BEDS, key: str = "bed", name: str = "BedDug", **changes: Any) -> type[Any]:
    """The fact that a bed was dug. A change is a field's type, a type and a default, or None for no field."""
    declared = {each: changes.pop(each) for each in ("version", "older", "still", "tombstone") if each in changes}
    fields = [_field(*each) for each in (FIELDS | changes).items() if each[1] is not None]
    made = make_dataclass(name, fields, kw_only=True)
    made.__module__, made.__doc__ = __name__, "A bed was dug."
    return fact(topic=topic, key=key, **declared)(made)


def _field(name: str, given: Any) -> tuple[str, Any, Any]:
    kind, *default = given if isinstance(given, tuple) else (given,)
    return name, kind, field(default=default[0]) if default else field()


@fact(topic=LABELS, key="label")
@dataclass(frozen=True, slots=True)
class LabelWritten:
    """What a label says now."""

    label: UUID
    words: str


def promised(*facts: type[Any], release: str = "1.0") -> dict[str, Document]:
    """What stands committed once these facts were released."""
    return promises([generate(facts, {}, release)])


def refused(facts: Sequence[type[Any]], before: Documents, release: str = "1.0") -> list[str]:
    """What the gate says of these facts."""
    return complaints(facts, before, release)
