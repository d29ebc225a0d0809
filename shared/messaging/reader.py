"""A reader: one batch, one transaction, one effect of each fact (bus.md, "Reader's side")."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert

from shared.contracts.fact import fact_type
from shared.contracts.topics import Topic
from shared.messaging import decisions, inbox, parking
from shared.messaging.codec import Codec, Undecodable, UnknownFact, read_envelope
from shared.messaging.crash_points import reached
from shared.messaging.decisions import Decided
from shared.messaging.envelope import Cause, Envelope
from shared.messaging.inbox import Standing, Step, Stream
from shared.messaging.kafka_log import Place
from shared.messaging.parking import Parked, Reason
from shared.messaging.records import Record, from_parked
from shared.messaging.tables import readers
from shared.messaging.work import Work
from shared.messaging.workshop import Workshop
from shared.observability.metrics import Metrics

W = TypeVar("W", bound=Work)


class ReaderStopped(Exception):
    """The reader may not read until an operator resumes it."""


class Read(NamedTuple):
    """A fact as a reader got it."""

    fact: Any
    envelope: Envelope


Effect = Callable[[Sequence[Read], Any], Awaitable[None]]
"""What a reader does with the facts of a batch that are new to it, in order: `async def effect(reads, work)`."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A named reader: its topics, the kinds of fact that it wants, and what it does with them."""

    name: str
    topics: tuple[Topic, ...]
    wants: frozenset[type[Any]]
    effect: Effect


@dataclass(slots=True)
class _Sorted:
    """What becomes of a batch's records."""

    reads: list[Read] = field(default_factory=list[Read])
    aside: list[Parked] = field(default_factory=list[Parked])
    outcomes: dict[str, int] = field(default_factory=dict[str, int])

    def count(self, outcome: str) -> None:
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1


class Reader(Generic[W]):
    """Applies records to one service's database."""

    def __init__(self, subscription: Subscription, codec: Codec, workshop: Workshop[W], metrics: Metrics) -> None:
        self.subscription = subscription
        self.name = subscription.name
        self.codec = codec
        self.workshop = workshop
        self._metrics = metrics
        self._states = {topic.name for topic in subscription.topics if topic.state}
        self._wanted = {fact_type(cls).name for cls in subscription.wants}

    async def start(self) -> None:
        """Note, the first time, that there is this reader: before it is ready, or what it gets first would be older."""
        async with self.workshop.open(self._cause) as work:
            await self._known(work)

    async def apply(self, records: Sequence[Record], steps: Collection[Step] = (), *, again: bool = False) -> None:
        """Apply a batch in one transaction, in which the reader's positions take `steps`.

        `again` tries what was parked before. Raises `ReaderStopped`, `ReadElsewhere`, and what the effect or the
        database raises; then nothing has happened.
        """
        numbered = [each for each in records if not each.unnumbered and not each.is_tick]
        async with self.workshop.open(self._cause) as work:
            work.acts_from = await self._may_read(work)
            standings = await inbox.lock(work.connection, self.name, {each.stream for each in numbered})
            decided = await self._decided(standings, work)
            done = self._sort(numbered, standings, decided, again=again)
            if done.reads:
                await self.subscription.effect(done.reads, work)
            await self._keep(done.aside, records, work)
            if standings:
                await self._advance(standings, work)
            if steps:
                await inbox.move(work.connection, self.name, steps, work.now)
            reached("reader.applied")
        reached("reader.committed")
        self._count(done, records)

    async def set_aside(self, record: Record, error: str, tries: int) -> None:
        """Park a fact that failed; raises `ReaderStopped` when the reader was stopped meanwhile."""
        async with self.workshop.open(self._cause) as work:
            await self._may_read(work)
            standings = await inbox.lock(work.connection, self.name, {record.stream})
            if record.sequence > standings[record.stream].last:  # nobody else has applied it meanwhile
                await self._keep([Parked(record, Reason.FAILED, error, tries)], [], work)

    async def stopped_because(self) -> str | None:
        """Why the reader was stopped; None while it may read."""
        async with self.workshop.look() as connection:
            return await parking.stopped_because(connection, self.name)

    async def free_to_follow(self) -> list[Record]:
        """Parked records whose turn has come and that this build can read, in order."""
        async with self.workshop.look() as connection:
            rows = await parking.free_to_follow(connection, self.name, self.codec.readable, self._states)
        return [from_parked(row) for row in rows]

    async def begin(self, cluster: str, begins: Mapping[Place, int]) -> None:
        """Note where partitions are read from now on."""
        async with self.workshop.open(self._cause) as work:
            await inbox.begin(work.connection, self.name, cluster, begins, work.now)

    async def positions(self, cluster: str) -> dict[Place, int]:
        """Where this reader stands on each partition of that cluster."""
        async with self.workshop.look() as connection:
            return await inbox.positions(connection, self.name, cluster)

    async def has_read(self, record: Record) -> bool:
        """Has this record been here before? One without a number can't tell, and counts as read."""
        if record.unnumbered or record.is_tick:
            return True
        async with self.workshop.look() as connection:
            return await inbox.knows(connection, self.name, record.stream, record.sequence)

    async def measure(self) -> None:
        """Put the parked and rejected into the metrics."""
        async with self.workshop.look() as connection:
            by_reason, out = await parking.counts(connection, self.name)
        for reason in Reason:
            self._metrics.parked.labels(reader=self.name, reason=reason.value).set(by_reason.get(reason, 0))
        self._metrics.rejected.labels(reader=self.name).set(out)

    @property
    def _cause(self) -> Cause:
        return Cause(f"service:{self.name}")

    async def _decided(self, standings: Mapping[Stream, Standing], work: W) -> Decided:
        about = [stream for stream, standing in standings.items() if standing.decided]
        return await decisions.load(work.connection, self.name, about)

    async def _advance(self, standings: dict[Stream, Standing], work: W) -> None:
        await inbox.advance(work.connection, self.name, standings)
        states = {stream: each for stream, each in standings.items() if each.decided and stream[0] in self._states}
        await decisions.forget_older(work.connection, self.name, states)

    def _sort(
        self, records: Sequence[Record], standings: dict[Stream, Standing], decided: Decided, *, again: bool
    ) -> _Sorted:
        done = _Sorted()
        for stream, standing in standings.items():
            standing.stopped = standing.stopped and not again
            decided.pass_over(stream, standing)
        for record in records:
            standing = standings[record.stream]
            done.count(self._place(decided.as_it_should_be(record), standing, decided, done))
            decided.pass_over(record.stream, standing)
        return done

    def _place(self, record: Record, standing: Standing, decided: Decided, done: _Sorted) -> str:
        """Decide on one record by its number, and say what became of it."""
        state = record.place.topic in self._states
        if record.sequence <= standing.last:
            return "duplicate"
        if not state and record.sequence > standing.last + 1:
            return self._aside(done, Parked(record, Reason.WAITING), standing)
        if standing.stopped and not state:
            return "duplicate"
        if (record.stream, record.sequence) in decided.skipped:
            standing.last = record.sequence
            return "skipped"
        try:
            envelope = read_envelope(record.place.topic, record.key, record.sequence, record.texts)
            known = self.codec.knows(envelope.type, envelope.version)
            if not known or envelope.type in self._wanted:
                done.reads.append(Read(self.codec.decode(envelope, record.value), envelope))
        except UnknownFact as unknown:
            return self._aside(done, Parked(record, Reason.UNKNOWN, str(unknown)), standing)
        except Undecodable as error:
            return self._aside(done, Parked(record, Reason.UNDECODABLE, str(error)), standing)
        standing.last = record.sequence
        return "applied" if envelope.type in self._wanted else "passed"

    @staticmethod
    def _aside(done: _Sorted, each: Parked, standing: Standing) -> str:
        done.aside.append(each)
        if each.reason is not Reason.WAITING:
            standing.stopped = True
        return "parked"

    async def _keep(self, aside: Sequence[Parked], records: Sequence[Record], work: W) -> None:
        """Set aside what waits, and keep what has no place in any order."""
        await parking.park(work.connection, self.name, aside, work.now)
        for each in aside:
            if each.record.place.topic in self._states:
                await parking.drop_older_states(work.connection, self.name, each.record)
        if any(each.reason in {Reason.FAILED, Reason.UNDECODABLE} for each in aside):
            await parking.stop_if_too_many(work.connection, self.name, work.now)
        lost = [each for each in records if each.unnumbered and not each.is_tick]
        await parking.reject(work.connection, self.name, lost, work.now)

    async def _may_read(self, work: W) -> datetime:
        """When this reader first started. Raises `ReaderStopped`."""
        known = await self._known(work)
        if known.stopped_at is not None:
            raise ReaderStopped(known.stopped_because)
        return known.acts_from

    async def _known(self, work: W) -> Row[Any]:
        """This reader's row, with when it first started: of older facts reactions only take note."""
        query = select(readers).where(readers.c.reader == self.name)
        known = (await work.connection.execute(query)).one_or_none()
        if known is None:
            row = insert(readers).values(reader=self.name, acts_from=work.now).on_conflict_do_nothing()
            await work.connection.execute(row)
            known = (await work.connection.execute(query)).one()
        return known

    def _count(self, done: _Sorted, records: Sequence[Record]) -> None:
        done.outcomes["rejected"] = sum(1 for each in records if each.unnumbered and not each.is_tick)
        for outcome, count in done.outcomes.items():
            self._metrics.read.labels(reader=self.name, outcome=outcome).inc(count)
