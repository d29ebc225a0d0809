"""One unit of work: what a use case may do, all of it committed together or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.fact import Fact, fact_type
from shared.contracts.topics import Topic
from shared.messaging.envelope import Cause, Envelope


class NotOurTopic(TypeError):
    """A service may publish on its own topics only."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A command to be given at a later moment; the same `id` replaces, no command forgets."""

    id: str
    at: datetime | None
    command: object | None
    cause: Cause


class Work:
    """Base of every service's unit of work; a service adds its repositories.

    `now` is one moment (UTC) for the whole work; `cause` says who acts and why; `fact` is the envelope of the fact
    being reacted to, None for a command; `acts_from` is when the reader first started.
    """

    def __init__(
        self,
        connection: AsyncConnection,
        *,
        now: datetime,
        cause: Cause,
        new_id: Callable[[], UUID],
        topics: frozenset[Topic],
        tools: Any = None,
    ) -> None:
        self.connection = connection
        self.now = now
        self.cause = cause
        self.new_id = new_id
        self.fact: Envelope | None = None
        self.acts_from: datetime | None = None
        self.told: list[tuple[Fact, Cause]] = []
        self.reminders: dict[str, Reminder] = {}
        self.woken: set[str] = set()
        self.erased: dict[str, Cause] = {}
        self._topics = topics
        self.equip(tools)

    def equip(self, tools: Any) -> None:
        """A service sets up its repositories here; `tools` is what its declaration made at the start of the process."""

    def publish(self, *facts: Fact) -> None:
        """Tell these facts, in this order, if the work commits; raises `NotOurTopic` for another service's."""
        for told in facts:
            if fact_type(told).topic not in self._topics:
                raise NotOurTopic(f"{fact_type(told).name} is told on {fact_type(told).topic.name}: it isn't ours")
            self.told.append((told, self.cause))

    def wake(self, role: str) -> None:
        """Wake that role of this process once the work has committed; other processes' roles poll."""
        self.woken.add(role)

    def remind(self, at: datetime, command: object, id: str) -> None:  # noqa: A002 - bus.md's own word
        """Give `command` at that moment (aware); a reminder with the same id is replaced."""
        self.reminders[id] = Reminder(id, at, command, self.cause)

    def forget(self, id: str) -> None:  # noqa: A002 - bus.md's own word
        """Cancel the reminder with that id, if there is one."""
        self.reminders[id] = Reminder(id, None, None, self.cause)

    def erase(self, subject: UUID) -> None:
        """What is known of this person or mailbox goes in this commit; housekeeping then takes it off the disk."""
        self.erased[str(subject)] = self.cause

    @property
    def acts(self) -> bool:
        """May this work have effects outside? Of facts from before the reader's first start it only takes note."""
        return self.fact is None or self.acts_from is None or self.fact.time >= self.acts_from

    def because_of(self, envelope: Envelope) -> None:
        """From here on the work is about that fact."""
        self.fact = envelope
        self.cause = envelope.causes()
