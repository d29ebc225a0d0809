"""Send facts once more, by un-marking them; number and id never change, and readers drop what they have."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select, update

from shared.messaging.operations.audit import note
from shared.messaging.operations.desk import Desk
from shared.messaging.operations.refusals import NumbersNeedAKey
from shared.messaging.operations.words import Name, Number, Place, Why
from shared.messaging.tables import outbox
from shared.messaging.work import Work

AT_ONCE = 5000
"""Facts un-marked in one commit."""


@dataclass(frozen=True, slots=True)
class Republish:
    """Un-mark the next portion: of a topic, of a key, from a number on; `after` is where the portion before ended."""

    topic: Name | None = None
    key: Name | None = None
    from_sequence: Number | None = None
    after: Place = 0
    why: Why = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Unmarked:
    """How many facts go out again, how many are left, and where this portion ended; None when nothing is left."""

    facts: int
    left: int
    after: int | None


@dataclass(frozen=True, slots=True)
class Republishing:
    """The use case."""

    desk: Desk

    async def republish(self, command: Republish, work: Work) -> Unmarked:
        """In the order in which they went out first; a state's older versions stay away."""
        these = self._meant(command)
        count = (await work.connection.execute(select(func.count()).where(these))).scalar_one()
        if command.dry_run or not count:
            return Unmarked(0, count, command.after if count else None)
        page = select(outbox.c.id).where(these).order_by(outbox.c.id).limit(AT_ONCE)
        unmarking = update(outbox).where(outbox.c.id.in_(page)).returning(outbox.c.id)
        gone_out = {"published_at": None, "kafka_partition": None, "kafka_offset": None}
        ids = (await work.connection.execute(unmarking.values(**gone_out))).scalars().all()
        about: Any = {"topic": command.topic, "key": command.key, "sequence": command.from_sequence}
        await note(work, "republish", command.why, **about, facts=len(ids))
        work.wake("relay")
        return Unmarked(len(ids), count - len(ids), max(ids) if count > len(ids) else None)

    def _meant(self, command: Republish) -> Any:
        if command.topic is not None:
            self.desk.own(command.topic)
        if (command.key and not command.topic) or (command.from_sequence and not command.key):
            raise NumbersNeedAKey
        named = [outbox.c[name] == value for name in ("topic", "key") if (value := getattr(command, name)) is not None]
        if command.from_sequence is not None:
            named.append(outbox.c.sequence >= command.from_sequence)
        return and_(outbox.c.published_at.is_not(None), ~outbox.c.superseded, outbox.c.id > command.after, *named)
