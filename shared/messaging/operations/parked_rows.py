"""One key's story as a reader keeps it, under the lock that its batches take: nobody decides beside them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from shared.contracts.topics import Topic
from shared.messaging import inbox
from shared.messaging.decisions import Mended
from shared.messaging.inbox import Standing, Stream
from shared.messaging.operations.audit import About
from shared.messaging.operations.refusals import AlreadyApplied, NothingIsParked, NotItsTurn
from shared.messaging.parking import Reason
from shared.messaging.tables import parked
from shared.messaging.work import Work

FOLLOWING = {"reason": Reason.WAITING, "error": None, "tries": 0}
"""What makes a parked row follow as soon as its turn comes."""


@dataclass(frozen=True, slots=True)
class Story:
    """A key of a topic, as one reader reads it."""

    reader: str
    topic: Topic
    key: str

    @property
    def stream(self) -> Stream:
        """Topic and key."""
        return self.topic.name, self.key

    @property
    def mine(self) -> Any:
        """The parked rows of this story."""
        return and_(parked.c.reader == self.reader, parked.c.topic == self.topic.name, parked.c.key == self.key)

    def about(self, sequence: int) -> About:
        """What the audit says of a decision about that number."""
        return {"reader": self.reader, "topic": self.topic.name, "key": self.key, "sequence": sequence}


async def lock(work: Work, story: Story) -> Standing:
    """Where the reader stands with the key, locked until the commit."""
    return (await inbox.lock(work.connection, story.reader, [story.stream]))[story.stream]


async def first(work: Work, story: Story) -> Row[Any] | None:
    """The key's first parked fact."""
    query = select(parked).where(story.mine).order_by(parked.c.sequence).limit(1)
    return (await work.connection.execute(query)).one_or_none()


async def at(work: Work, story: Story, sequence: int) -> Row[Any] | None:
    """What is parked under that number."""
    query = select(parked).where(story.mine, parked.c.sequence == sequence)
    return (await work.connection.execute(query)).one_or_none()


async def next_up(work: Work, story: Story, sequence: int, standing: Standing) -> Row[Any] | None:
    """What is parked under the number that comes next; None where that never came, and others wait for it.

    On a state topic any parked number is next. Raises `AlreadyApplied`, `NothingIsParked` and `NotItsTurn`.
    """
    if sequence <= standing.last:
        raise AlreadyApplied(story.key, sequence, standing.last)
    row = await at(work, story, sequence)
    if not standing.has_parked or (story.topic.state and row is None):
        raise NothingIsParked(story.topic.name, story.key)
    if not story.topic.state and sequence != standing.last + 1:
        raise NotItsTurn(story.key, sequence, standing.last + 1)
    return row


async def following(work: Work, story: Story, sequence: int) -> int:
    """How many facts wait right behind that number, without a gap."""
    arguments = {"reader": story.reader, "topic": story.topic.name, "key": story.key, "sequence": sequence}
    return (await work.connection.execute(_FOLLOWING, arguments)).scalar_one()


async def let_follow(work: Work, story: Story) -> None:
    """Whatever of the key stopped is tried again: the reader's drain takes it."""
    await work.connection.execute(update(parked).where(story.mine).values(**FOLLOWING))


async def mend(work: Work, story: Story, sequence: int, mended: Mended, event_id: object, name: str) -> None:
    """Put the mended fact where the bad one was parked, or where one was missing."""
    what = FOLLOWING | {"event_id": event_id, "type": name, "headers": mended.headers, "data": mended.data}
    where = {"reader": story.reader, "topic": story.topic.name, "key": story.key, "sequence": sequence}
    row = insert(parked).values(**where, **what, parked_at=work.now)
    await work.connection.execute(row.on_conflict_do_update(constraint=parked.primary_key, set_=what))


async def count(work: Work, reader: str, reason: Reason, until: datetime) -> int:
    """How many facts were parked for that reason up to then."""
    return (await work.connection.execute(select(func.count()).where(_because(reader, reason, until)))).scalar_one()


async def let_all_follow(work: Work, reader: str, reason: Reason, until: datetime, most: int) -> int:
    """The oldest of those follow; how many they are."""
    place = (parked.c.topic, parked.c.key, parked.c.sequence)
    oldest = select(*place).where(_because(reader, reason, until)).order_by(parked.c.parked_at, *place).limit(most)
    chosen = oldest.subquery()
    same = and_(parked.c.reader == reader, *(each == chosen.c[each.name] for each in place))
    return (await work.connection.execute(update(parked).where(same).values(**FOLLOWING))).rowcount


def _because(reader: str, reason: Reason, until: datetime) -> Any:
    return and_(parked.c.reader == reader, parked.c.reason == reason, parked.c.parked_at <= until)


_FOLLOWING = text("""
SELECT count(*) FILTER (WHERE free)
  FROM (SELECT sequence = :sequence + row_number() OVER story AND bool_and(reason = 'waiting') OVER story AS free
          FROM parked
         WHERE reader = :reader AND topic = :topic AND key = :key AND sequence > :sequence
        WINDOW story AS (ORDER BY sequence)) AS behind
""")
