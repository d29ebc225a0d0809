"""Settle what was lost when the database went back: key by key, so that numbering goes on behind it.

Readers have applied the lost facts. So the outbox gets them back under their own numbers, as Kafka holds them; what was
told under those numbers since then gets numbers behind them, and the same ids, and goes out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, insert, select, update

from shared.contracts.topics import Topic
from shared.messaging import outbox as telling
from shared.messaging.operations import renumbering
from shared.messaging.operations.audit import note
from shared.messaging.operations.desk import Desk
from shared.messaging.operations.lost import OPEN, undecided
from shared.messaging.operations.refusals import DatabaseDidNotGoBack, Undecided
from shared.messaging.operations.rehearsal import rehearsing
from shared.messaging.operations.words import Why
from shared.messaging.tables import lost_facts, outbox
from shared.messaging.work import Work


@dataclass(frozen=True, slots=True)
class SettleLost:
    """Settle the next key; a rehearsal tells of all of them."""

    why: Why = None
    dry_run: bool = False


@dataclass(slots=True)
class Settled:
    """What came of it, and how many keys are left.

    `entered` facts are known again; `renumbered` go out behind them; on state topics, `told_again` keys: their owner's
    own state, for readers have the lost one.
    """

    keys: int = 0
    entered: int = 0
    renumbered: int = 0
    told_again: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class Recovery:
    """The use case."""

    desk: Desk

    async def settle(self, command: SettleLost, work: Work) -> Settled:
        """One key a commit; refuses while anything is undecided, and when there is nothing to settle."""
        keys = await _open_keys(work)
        if not keys:
            raise DatabaseDidNotGoBack
        if left := await undecided(work):
            raise Undecided(left)
        settled = Settled(left=len(keys))
        async with rehearsing(work, command.dry_run):
            for topic, key in keys if command.dry_run else keys[:1]:
                await self._key(self.desk.own(topic), key, command.why, work, settled)
        return settled

    async def _key(self, topic: Topic, key: str, why: str | None, work: Work, settled: Settled) -> None:
        """Everything of one key, under its stream's lock."""
        await renumbering.lock(work, topic.name, key)
        lost = await _lost_of(work, topic.name, key)
        story = _Story(topic, key, lost, await renumbering.known_of(work, topic.name, key))
        settled.renumbered += await self._enter(story, work)
        settled.told_again += await self._tell_again(story, work)
        await _close(work, topic.name, key)
        await note(work, "recover.settle", why, topic=topic.name, key=key, facts=len(lost))
        settled.entered += len(story.entered)
        settled.keys += 1
        settled.left -= 1
        work.wake("relay")

    async def _enter(self, story: "_Story", work: Work) -> int:
        """Put the lost facts back, and what was told since behind them; how many those are."""
        moved = story.moved
        await renumbering.step_aside(work, moved)
        for row in story.entered:
            await work.connection.execute(insert(outbox).values(**_as_told(row), published_at=work.now))
        await renumbering.line_up(work, moved, story.top)
        if story.entered:
            await renumbering.count(work, story.topic.name, story.key, story.top + len(moved))
        return len(moved)

    async def _tell_again(self, story: "_Story", work: Work) -> int:
        """On a state topic the newest counts: where that is a lost one, the owner's own state is told behind it."""
        if not story.topic.state or not story.entered:
            return 0
        again = 0
        if not story.moved and not story.kept:
            await renumbering.count(work, story.topic.name, story.key, story.top + 1)
            await work.connection.execute(insert(outbox).values(**self._own_state(story, work)))
            again = 1
        await telling.supersede(work.connection, {(story.topic.name, story.key)})
        return again

    def _own_state(self, story: "_Story", work: Work) -> dict[str, Any]:
        """What the owner's outbox last said of the key; a tombstone, when it has never heard of it."""
        own = max(story.known, key=lambda row: row.sequence, default=None)
        erased = self.desk.codec.tombstone_on(story.topic.name)
        kind = (own.type, own.version, own.data) if own else (erased.name, erased.version, None) if erased else None
        if kind is None:
            raise LookupError(f"{story.topic.name} has no tombstone")
        return {
            "event_id": work.new_id(),
            "topic": story.topic.name,
            "key": story.key,
            "key_hash": telling.key_hash(story.key),
            "sequence": story.top + 1,
            "type": kind[0],
            "version": kind[1],
            "data": kind[2],
            "context": work.cause.as_context(),
            "recorded_at": work.now,
        }


@dataclass(slots=True)
class _Story:
    """One key: what was lost of it, and what the outbox holds of it.

    `entered`: the lost ones that readers applied. `kept`: what went out since under numbers that were nobody else's.
    `moved`: what was told since and needs other numbers. `top`: the highest number that readers know.
    """

    topic: Topic
    key: str
    lost: Sequence[Row[Any]]
    known: Sequence[Row[Any]]
    entered: list[Row[Any]] = field(default_factory=list[Row[Any]])
    kept: list[Row[Any]] = field(default_factory=list[Row[Any]])
    moved: list[Row[Any]] = field(default_factory=list[Row[Any]])
    top: int = 0

    def __post_init__(self) -> None:
        """Find out which are which."""
        for row in self.lost:
            if self._was_applied(row):
                self.entered.append(row)
        if not self.entered:
            return
        first, last = self.entered[0].sequence, self.entered[-1].sequence
        self.kept = [row for row in self.known if row.sequence > last and row.published_at]
        self.moved = [row for row in self.known if row.sequence >= first and row not in self.kept]
        self.top = max(last, *(row.sequence for row in self.kept)) if self.kept else last

    def _was_applied(self, row: Row[Any]) -> bool:
        """Is it the first record under its number that stands on Kafka, in its turn? Else it never was one of ours."""
        if row.sequence == 0 or any(each.sequence == row.sequence for each in self.entered):
            return False
        if any(_stood_before(each, row) for each in self.known):
            return False
        return self.topic.state or row.sequence == self._before(row) + 1

    def _before(self, row: Row[Any]) -> int:
        if self.entered:
            return self.entered[-1].sequence
        return max((each.sequence for each in self.known if each.sequence < row.sequence), default=0)


def _stood_before(known: Row[Any], lost: Row[Any]) -> bool:
    """Did a fact that we know come to the readers under this number before the lost one?"""
    same = (known.sequence, known.kafka_partition) == (lost.sequence, lost.kafka_partition)
    return same and known.published_at is not None and known.kafka_offset < lost.kafka_offset


def _as_told(row: Row[Any]) -> dict[str, Any]:
    same = ("event_id", "topic", "key", "sequence", "type", "version", "data", "context", "recorded_at")
    place = {"kafka_partition": row.kafka_partition, "kafka_offset": row.kafka_offset}
    return {name: getattr(row, name) for name in same} | place | {"key_hash": telling.key_hash(row.key)}


async def _open_keys(work: Work) -> list[tuple[str, str]]:
    key = (lost_facts.c.topic, lost_facts.c.key)
    query = select(*key).where(OPEN).distinct().order_by(*key)
    return [(row.topic, row.key) for row in await work.connection.execute(query)]


async def _lost_of(work: Work, topic: str, key: str) -> Sequence[Row[Any]]:
    these = select(lost_facts).where(OPEN, lost_facts.c.topic == topic, lost_facts.c.key == key)
    order = (lost_facts.c.sequence, lost_facts.c.kafka_offset)
    return (await work.connection.execute(these.order_by(*order).with_for_update())).all()


async def _close(work: Work, topic: str, key: str) -> None:
    """The relay takes them for known from now on; what they said goes, for it may be personal."""
    these = update(lost_facts).where(OPEN, lost_facts.c.topic == topic, lost_facts.c.key == key)
    await work.connection.execute(these.values(settled_at=work.now, data=None))
