"""Facts as their owner recorded them, without what they say: the way back from an effect to whoever caused it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.envelope import Cause
from shared.messaging.tables import outbox


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact of ours. `causation_id` is the fact just before, `command` what was done; each None where there is none.

    `number` counts in its key's story. Facts from before commands were kept have neither.
    """

    event_id: UUID
    type: str
    topic: str
    key: str
    number: int
    recorded_at: datetime
    published_at: datetime | None
    actor: str
    command: str | None
    causation_id: UUID | None
    correlation_id: UUID | None


async def fact(connection: AsyncConnection, event_id: UUID) -> FactView | None:
    """The fact of that id; None when this service never told it."""
    row = (await connection.execute(select(outbox).where(outbox.c.event_id == event_id))).one_or_none()
    return _view(row) if row else None


async def facts_of(
    connection: AsyncConnection, topic: str, key: str, traceparent: str | None, limit: int
) -> list[FactView]:
    """What was told about one key, oldest first; of one `traceparent`: what came of the request that brought it."""
    query = select(outbox).where(outbox.c.topic == topic, outbox.c.key == key)
    if traceparent is not None:
        query = query.where(outbox.c.context["traceparent"].astext == traceparent)
    return [_view(row) for row in await connection.execute(query.order_by(outbox.c.sequence).limit(limit))]


def _view(row: Row[Any]) -> FactView:
    cause = Cause.from_context(row.context)
    return FactView(
        row.event_id,
        row.type,
        row.topic,
        row.key,
        row.sequence,
        row.recorded_at,
        row.published_at,
        cause.actor,
        row.context.get("command"),
        cause.causation_id,
        cause.correlation_id,
    )
