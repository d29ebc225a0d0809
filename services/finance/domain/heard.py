"""A fact as the books hear it, and what becomes of it: entries, or waiting."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.finance.domain.entry import Entry
from shared.kernel.clock import london_date


@dataclass(frozen=True, slots=True)
class Heard:
    """A fact, and where it came from: its place, when it was told (UTC), who acted, and what began it all."""

    fact: Any
    event_id: UUID
    topic: str
    key: str
    sequence: int
    told_at: datetime
    actor: str
    correlation_id: UUID

    @property
    def day(self) -> date:
        """The London date on which it was told."""
        return london_date(self.told_at)


@dataclass(frozen=True, slots=True)
class Transaction:
    """An entry, and the fact that caused it; `number` counts a fact's entries from 1."""

    heard: Heard
    number: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Waiting:
    """A fact that can't be posted before another is known: `awaits` says of what (`course:<id>`)."""

    awaits: str
    heard: Heard


class NotKnownYet(Exception):
    """What a fact is about hasn't been told, or never will be."""

    def __init__(self, awaits: str) -> None:
        super().__init__(awaits)
        self.awaits = awaits
