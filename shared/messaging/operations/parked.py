"""Decide about facts that a reader set aside: try them again, or count one as applied without effect."""

from dataclasses import dataclass
from datetime import datetime

from shared.messaging import decisions, inbox
from shared.messaging.operations import parked_rows
from shared.messaging.operations.audit import note
from shared.messaging.operations.desk import Desk
from shared.messaging.operations.parked_rows import Story
from shared.messaging.operations.refusals import NothingIsParked, NothingToRetry, WaitingFollows
from shared.messaging.operations.rehearsal import rehearsing
from shared.messaging.operations.words import Name, Number, Why
from shared.messaging.parking import Reason
from shared.messaging.work import Work

AT_ONCE = 1000
"""Facts retried in one commit."""


MISSING = "missing"
"""What is said of a number that never came."""


@dataclass(frozen=True, slots=True)
class RetryParked:
    """Try a key again, from its first parked fact on."""

    reader: Name
    topic: Name
    key: Name
    why: Why = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class RetryAllParked:
    """Try everything again that a reader set aside for one reason, up to a moment: what fails anew stays."""

    reader: Name
    reason: Reason
    until: datetime | None = None
    why: Why = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class SkipParked:
    """Count the next number of a key as applied without effect, whether it is parked or never came."""

    reader: Name
    topic: Name
    key: Name
    sequence: Number
    why: Why = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about: the number, why it was parked (`missing`: it never came), how many follow at once."""

    sequence: int
    was: str
    follow: int


@dataclass(frozen=True, slots=True)
class Retried:
    """How many facts are tried again, how many are left, and up to which moment they were parked."""

    facts: int
    left: int
    until: datetime


@dataclass(frozen=True, slots=True)
class ParkedFacts:
    """The use cases."""

    desk: Desk

    async def retry(self, command: RetryParked, work: Work) -> Decided:
        """The reader tries it again at once; refuses a key that only waits for a number that hasn't come."""
        this = Story(command.reader, self.desk.topic_of(command.reader, command.topic), command.key)
        standing = await parked_rows.lock(work, this)
        first = await parked_rows.first(work, this)
        if first is None:
            raise NothingIsParked(command.topic, command.key)
        if first.reason == Reason.WAITING and first.sequence > standing.last + 1:
            raise NothingToRetry(command.key, standing.last + 1)
        async with rehearsing(work, command.dry_run):
            await parked_rows.let_follow(work, this)
            await note(work, "parked.retry", command.why, **this.about(first.sequence))
        return Decided(first.sequence, first.reason, await parked_rows.following(work, this, first.sequence))

    async def retry_all(self, command: RetryAllParked, work: Work) -> Retried:
        """A thousand at a time; refuses those that wait, for they follow by themselves."""
        self.desk.known(command.reader)
        if command.reason is Reason.WAITING:
            raise WaitingFollows
        until = command.until or work.now
        left = await parked_rows.count(work, command.reader, command.reason, until)
        if command.dry_run or not left:
            return Retried(0, left, until)
        facts = await parked_rows.let_all_follow(work, command.reader, command.reason, until, AT_ONCE)
        await note(work, f"parked.retry {command.reason.value}", command.why, reader=command.reader, facts=facts)
        return Retried(facts, left - facts, until)

    async def skip(self, command: SkipParked, work: Work) -> Decided:
        """What waits behind the number follows at once; refuses a number that isn't next."""
        this = Story(command.reader, self.desk.topic_of(command.reader, command.topic), command.key)
        standing = await parked_rows.lock(work, this)
        row = await parked_rows.next_up(work, this, command.sequence, standing)
        follow = await parked_rows.following(work, this, command.sequence)
        async with rehearsing(work, command.dry_run):
            await decisions.keep(work.connection, command.reader, this.stream, command.sequence, None, work.now)
            standing.last = command.sequence
            await inbox.advance(work.connection, command.reader, {this.stream: standing})
            await note(work, "parked.skip", command.why, **this.about(command.sequence))
        return Decided(command.sequence, row.reason if row else MISSING, follow)
