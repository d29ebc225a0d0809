"""The table of messages."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, Text, bindparam, delete, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.adapters.tables import messages
from services.notify.domain.email import Email
from services.notify.domain.message import Message, State, Why
from services.notify.domain.reference import Kind, Reference
from services.notify.domain.refusals import MessageIsUnknown
from shared.kernel.ids import ContactId, MessageId, PersonId
from shared.persistence.keeping import keep

UNFINISHED = (State.WAITING, State.QUEUED, State.SENDING)
NO_LONGER_TO_ANYBODY = (State.SAME_MAILBOX, State.FORGOTTEN)
ENDED = (State.SENT, State.SETTLED, *NO_LONGER_TO_ANYBODY)

DUE = (
    messages.c.state == literal(State.QUEUED, Text, literal_execute=True),
    messages.c.next_try_at <= bindparam("now"),
)
"""It is to be sent by `now`. The state is spelt out in SQL: the index of what is queued is of no use to a parameter."""


class MessageTable:
    """Messages, locked, read and kept."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, message_id: MessageId) -> Message:
        """A message, for changing; raises `MessageIsUnknown`."""
        row = (await self._connection.execute(_LOCKED, {"id": message_id})).one_or_none()
        if row is None:
            raise MessageIsUnknown(message_id)
        return _message(row)

    async def to(self, contact_id: ContactId) -> list[Message]:
        """All messages to a mailbox, for changing."""
        return await self._locked(select(messages).where(messages.c.contact_id == contact_id))

    async def is_written(self, message: Message) -> bool:
        """Is there one already about the same fact, of the same kind, to the same addressees?"""
        same = {"event_id": message.why.event_id, "template": message.template, "addressees": _written(message.to)}
        return (await self._connection.execute(_SAME, same)).first() is not None

    async def naming(self, person_id: PersonId) -> list[Message]:
        """All messages that go to somebody or speak of them, for changing."""
        them = [Reference(Kind.PERSON, person_id), Reference(Kind.TRAINER, person_id)]
        return await self._locked(select(messages).where(messages.c.about.overlap(_written(them))))

    async def unfinished(self, told: Collection[Reference], contact_id: ContactId | None = None) -> list[Message]:
        """Those that wait and go to or speak of what was just told; those to a mailbox that have not gone too.

        Also what is just being sent: whoever records that a letter was not taken, so that it waits again, comes before
        or after.
        """
        waiting = messages.c.state == State.WAITING, messages.c.about.overlap(_written(told))
        to_it = messages.c.state.in_(UNFINISHED), messages.c.contact_id == contact_id
        found = await self._locked(select(messages).where(*waiting))
        if contact_id is None:
            return found
        others = messages.c.message_id.not_in([each.message_id for each in found])
        return [*found, *await self._locked(select(messages).where(*to_it, others))]

    async def leaning_on(self, message: Message) -> list[Message]:
        """The messages that are `same_mailbox` because this one goes to its address, for changing."""
        rows = await self._connection.execute(_LEANING, _place(message))
        return [_message(row) for row in rows]

    async def due(self, now: datetime, at_most: int) -> list[Message]:
        """The queued messages that are longest due and that nobody else is taking, for changing."""
        rows = await self._connection.execute(_DUE, {"now": now, "at_most": at_most})
        return [_message(row) for row in rows]

    async def lost(self, now: datetime) -> list[Message]:
        """Messages whose sender went silent, for changing."""
        silent = messages.c.state == State.SENDING, messages.c.claimed_until < now
        rows = await self._connection.execute(select(messages).where(*silent).with_for_update(skip_locked=True))
        return [_message(row) for row in rows]

    async def uncertain(self, at_most: int) -> list[Message]:
        """The oldest messages of which nobody knows whether they went, for changing."""
        unknown = select(messages).where(messages.c.state == State.UNCERTAIN).order_by(messages.c.place).limit(at_most)
        return [_message(row) for row in await self._connection.execute(unknown.with_for_update())]

    async def forget_ended(self, before: datetime, at_most: int) -> int:
        """Delete the oldest messages from before that moment that came to a good end; how many."""
        old = select(messages.c.message_id).where(messages.c.state.in_(ENDED), messages.c.created_at < before)
        oldest = old.order_by(messages.c.created_at).limit(at_most)
        return (await self._connection.execute(delete(messages).where(messages.c.message_id.in_(oldest)))).rowcount

    async def save(self, message: Message) -> None:
        """Keep it as it is now; one to a mailbox that already gets one for the same fact becomes `same_mailbox`."""
        if message.state is State.QUEUED and await self._has_twin(message):
            message.state, message.next_try_at = State.SAME_MAILBOX, None
        await keep(self._connection, messages, _row(message))

    async def _has_twin(self, message: Message) -> bool:
        return (await self._connection.execute(_TWIN, _place(message))).first() is not None

    async def _locked(self, query: Select[Any]) -> list[Message]:
        rows = await self._connection.execute(query.order_by(messages.c.message_id).with_for_update())
        return [_message(row) for row in rows]


def _place(message: Message) -> dict[str, object]:
    """Itself, and which others are its twins: those about the same fact to the same address."""
    return {
        "id": message.message_id,
        "event_id": message.why.event_id,
        "template": message.template,
        "address": message.address,
    }


def _row(message: Message) -> dict[str, Any]:
    email = message.email
    return {
        "message_id": message.message_id,
        "event_id": message.why.event_id,
        "event_type": message.why.event_type,
        "actor": message.why.actor,
        "correlation_id": message.why.correlation_id,
        "template": message.template,
        "contact_id": message.contact_id,
        "address": message.address,
        "filling": dict(message.values),
        "state": message.state,
        "tries": message.tries,
        "next_try_at": message.next_try_at,
        "claimed_until": message.claimed_until,
        "code": message.code,
        "obstacle": message.obstacle,
        "subject": email.subject if email else None,
        "text": email.text if email else None,
        "html": email.html if email else None,
        "created_at": message.created_at,
        "asked_at": message.asked_at,
        "addressees": _written(message.to),
        "about": _written(sorted({*message.to, *message.speaks_of})),
        "awaits": str(message.awaits) if message.awaits else None,
    }


def _message(row: Row[Any]) -> Message:
    return Message(
        MessageId(row.message_id),
        Why(row.event_id, row.event_type, row.actor, row.correlation_id),
        row.template,
        row.contact_id and ContactId(row.contact_id),
        row.address,
        row.filling,
        row.created_at,
        row.asked_at,
        State(row.state),
        row.tries,
        row.next_try_at,
        row.claimed_until,
        row.code,
        row.obstacle,
        Email(row.subject, row.text, row.html) if row.subject else None,
        tuple(map(Reference.read, row.addressees)),
        Reference.read(row.awaits) if row.awaits else None,
    )


def _written(references: Iterable[Reference]) -> list[str]:
    return [str(each) for each in references]


_LOCKED = select(messages).where(messages.c.message_id == bindparam("id")).with_for_update()

_OF_KIND = messages.c.event_id == bindparam("event_id"), messages.c.template == bindparam("template")

_SAME = select(messages.c.message_id).where(*_OF_KIND, messages.c.addressees == bindparam("addressees"))

_TWINS = (
    *_OF_KIND,
    func.lower(messages.c.address) == func.lower(bindparam("address", type_=Text)),
    messages.c.message_id != bindparam("id"),
)

_TWIN = select(messages.c.message_id).where(*_TWINS, messages.c.state.not_in(NO_LONGER_TO_ANYBODY))

_LEANING = (
    select(messages)
    .where(*_TWINS, messages.c.state == State.SAME_MAILBOX)
    .order_by(messages.c.message_id)
    .with_for_update()
)

_DUE = (
    select(messages)
    .where(*DUE)
    .order_by(messages.c.next_try_at, messages.c.message_id)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)
)
