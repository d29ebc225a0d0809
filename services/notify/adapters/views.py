"""What notify shows: messages, why each was sent, and how the queue stands."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Select, Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.adapters.messages import DUE
from services.notify.adapters.tables import contacts, messages
from services.notify.domain.message import State


class MessageLine(BaseModel):
    """A message in a list. `awaits` is what must be told before it can be written: `person:…`, `school:…`.

    `name` and `school_id` are the mailbox's, as far as one is known.
    """

    message_id: UUID
    place: int
    state: State
    template: str
    subject: str | None
    name: str | None
    school_id: UUID | None
    address: str | None
    tries: int
    code: int | None
    obstacle: str | None
    awaits: str | None
    created_at: datetime


class MessageView(MessageLine):
    """A whole message, and why it was sent."""

    event_id: UUID
    event_type: str
    actor: str
    correlation_id: UUID
    next_try_at: datetime | None
    text: str | None
    html: str | None


class Queue(BaseModel):
    """How many messages stand where, and how long (seconds) the longest has waited for an address."""

    by_state: dict[State, int]
    longest_wait: float


async def message_list(
    connection: AsyncConnection,
    state: State | None,
    limit: int,
    before: int | None,
    id_part: str | None = None,
    event_ids: Collection[UUID] = (),
) -> list[MessageLine]:
    """Messages, newest first; `before` is the `place` of the last one of the page before.

    `id_part` is the beginning of an id, or of its last eight digits; `event_ids` are the facts that they came of.
    """
    query = _with_name()
    if event_ids:
        query = query.where(messages.c.event_id.in_(event_ids))
    if id_part:
        written = cast(messages.c.message_id, Text)
        query = query.where(written.startswith(id_part) | func.right(written, 8).startswith(id_part))
    if state:
        query = query.where(messages.c.state == state)
    if before is not None:
        query = query.where(messages.c.place < before)
    rows = await connection.execute(query.order_by(messages.c.place.desc()).limit(limit))
    return [MessageLine.model_validate(dict(row)) for row in rows.mappings()]


async def message(connection: AsyncConnection, message_id: UUID) -> MessageView | None:
    """One message, whole; None when there is none."""
    found = await connection.execute(_with_name().where(messages.c.message_id == message_id))
    row = found.mappings().one_or_none()
    return MessageView.model_validate(dict(row)) if row else None


async def queue(connection: AsyncConnection, now: datetime) -> Queue:
    """How the queue stands."""
    counted = await connection.execute(select(messages.c.state, func.count()).group_by(messages.c.state))
    by_state = dict.fromkeys(State, 0) | {State(state): count for state, count in counted}
    oldest = select(func.min(messages.c.created_at)).where(messages.c.state == State.WAITING)
    since = (await connection.execute(oldest)).scalar_one()
    return Queue(by_state=by_state, longest_wait=(now - since).total_seconds() if since else 0.0)


async def is_due(connection: AsyncConnection, now: datetime) -> bool:
    """Is there a letter to be sent by now?"""
    return (await connection.execute(_ONE_DUE, {"now": now})).first() is not None


def _with_name() -> Select[Any]:
    mailbox = contacts.c.name, contacts.c.school_id
    return select(messages, *mailbox).outerjoin(contacts, messages.c.contact_id == contacts.c.contact_id)


_ONE_DUE = select(messages.c.message_id).where(*DUE).limit(1)
