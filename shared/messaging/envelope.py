"""What travels around a fact: who, when, why, and where in its key's story."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Cause:
    """Who acted, and what brought it about.

    `actor` is an id (`user:…`, `service:notify`), never a name. `correlation_id` is the first cause of the whole chain,
    `causation_id` the fact just before; both None for a command that nothing but a person caused. `command` names what
    is being done; it stays with the owner of the facts that come of it, who can tell, and doesn't travel.
    """

    actor: str
    correlation_id: UUID | None = None
    causation_id: UUID | None = None
    traceparent: str | None = None
    command: str | None = None

    def by(self, command: object) -> "Cause":
        """The cause of what this command does."""
        return replace(self, command=type(command).__name__)

    def as_context(self) -> dict[str, str | None]:
        """The cause as tables keep it (`context`)."""
        context = {
            "actor": self.actor,
            "correlation_id": str(self.correlation_id) if self.correlation_id else None,
            "causation_id": str(self.causation_id) if self.causation_id else None,
            "traceparent": self.traceparent,
        }
        return {**context, "command": self.command} if self.command else context

    @classmethod
    def from_context(cls, context: Mapping[str, str | None]) -> "Cause":
        """The cause that `as_context` kept, but for the command: what is done because of it is another one."""
        correlation, causation = context.get("correlation_id"), context.get("causation_id")
        return cls(
            actor=context.get("actor") or "unknown",
            correlation_id=UUID(correlation) if correlation else None,
            causation_id=UUID(causation) if causation else None,
            traceparent=context.get("traceparent"),
        )


class Envelope(NamedTuple):  # made for each record, four times as fast as a frozen dataclass
    """A fact's place in the world. `sequence` counts 1, 2, 3… within `topic` and `key`; `time` is its commit's, UTC."""

    event_id: UUID
    type: str
    version: int
    topic: str
    key: str
    sequence: int
    time: datetime
    cause: Cause

    def causes(self) -> Cause:
        """The cause of whatever is done because of this fact; the actor stays who it was."""
        return Cause(
            actor=self.cause.actor,
            correlation_id=self.cause.correlation_id or self.event_id,
            causation_id=self.event_id,
            traceparent=self.cause.traceparent,
        )
