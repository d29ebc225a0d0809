"""Facts that Kafka refused for what they are: each holds its key until somebody decides."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, select, update

from shared.messaging.codec import DISCARDED
from shared.messaging.operations.audit import note
from shared.messaging.operations.desk import Desk
from shared.messaging.operations.refusals import NotRefused
from shared.messaging.operations.rehearsal import rehearsing
from shared.messaging.operations.words import Place, Why
from shared.messaging.tables import outbox, refused_rows
from shared.messaging.work import Work


@dataclass(frozen=True, slots=True)
class RetryRefused:
    """Send it again: Kafka takes it now."""

    outbox_id: Place
    why: Why = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class DiscardRefused:
    """Let the fact go. Its number stays, with a record that says nothing: a hole would stop the key at every reader."""

    outbox_id: Place
    why: Why = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Released:
    """The fact that no longer holds its key."""

    topic: str
    key: str
    sequence: int


@dataclass(frozen=True, slots=True)
class RefusedFacts:
    """The use cases."""

    desk: Desk

    async def retry(self, command: RetryRefused, work: Work) -> Released:
        """The relay takes it up at once."""
        row = await _refused(command.outbox_id, work)
        async with rehearsing(work, command.dry_run):
            return await _release(row, "refused.retry", command.why, work)

    async def discard(self, command: DiscardRefused, work: Work) -> Released:
        """What waits behind it goes out.

        On a state topic, where numbers needn't follow each other, nothing goes out in its stead: a record without a
        state would take the place of the one before.
        """
        row = await _refused(command.outbox_id, work)
        gone = {"data": None, "superseded": True} if self._is_state(row.topic) else SAYS_NOTHING
        async with rehearsing(work, command.dry_run):
            await work.connection.execute(update(outbox).where(outbox.c.id == row.id).values(**gone))
            return await _release(row, "refused.discard", command.why, work)

    def _is_state(self, topic: str) -> bool:
        return self.desk.own(topic).state


SAYS_NOTHING: dict[str, Any] = {"type": DISCARDED, "version": 1, "data": "{}"}


async def _refused(outbox_id: int, work: Work) -> Row[Any]:
    query = select(outbox).join(refused_rows, refused_rows.c.outbox_id == outbox.c.id)
    found = query.where(outbox.c.id == outbox_id).with_for_update()
    row = (await work.connection.execute(found)).one_or_none()
    if row is None:
        raise NotRefused(outbox_id)
    return row


async def _release(row: Row[Any], what: str, why: str | None, work: Work) -> Released:
    await work.connection.execute(delete(refused_rows).where(refused_rows.c.outbox_id == row.id))
    await note(work, what, why, topic=row.topic, key=row.key, sequence=row.sequence)
    work.wake("relay")
    return Released(row.topic, row.key, row.sequence)
