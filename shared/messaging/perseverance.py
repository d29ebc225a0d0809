"""What a reader does when a batch fails: wait for the world, stop for us, find the fact (bus.md, "What failed?")."""

import asyncio
from collections.abc import Collection, Sequence
from itertools import groupby
from typing import Generic, TypeVar

import structlog

from shared.messaging.inbox import ReadElsewhere, Step
from shared.messaging.reader import Reader, ReaderStopped
from shared.messaging.records import Record
from shared.messaging.work import Work
from shared.observability.health import Health
from shared.persistence.failures import Blame, blame, sqlstate

W = TypeVar("W", bound=Work)

WAITS = (0.1, 1.0, 5.0)
"""Seconds before a failed fact is tried again; after the last it is parked."""

WORLD_TRIES = 10
"""So often may a fact fail alone "because of the world" while others succeed; then it is the fact's failure."""

TOGETHER = 3
"""So often is a batch tried as one because of the world, before it is looked at key by key."""

AT_ONCE = 5
"""Keys tried side by side, so that one bad key's waits don't hold up the others."""

STOPPED = 10.0
"""Seconds between two looks whether people have mended what only people can."""

PAUSE = 1.0
"""Seconds between two looks whether an operator has resumed the reader."""

log = structlog.get_logger()


class Perseverance(Generic[W]):
    """Sees every record through to one of its ends: applied, parked, or kept as rejected.

    `trouble` says in a line what keeps the reader from getting on; it is empty while nothing does.
    """

    def __init__(self, reader: Reader[W], health: Health) -> None:
        self._reader = reader
        self._health = health
        self.trouble = ""

    async def see_through(
        self, records: Sequence[Record], steps: Collection[Step] = (), *, again: bool = False
    ) -> None:
        """Return once each record has come to its end and the steps are taken.

        Ends sooner only by being cancelled, or by `ReadElsewhere`: then the records are not ours to apply.
        """
        tries = 0
        try:
            while True:
                try:
                    await self._reader.apply(records, steps, again=again)
                except ReadElsewhere:
                    raise
                except Exception as error:  # noqa: BLE001 - each kind has its answer in `_after`
                    tries += 1
                    await self._after(error, tries, records, again)
                else:
                    self._health.ready("consumer")
                    return
        finally:
            self.trouble = ""  # however it ended: records that are somebody else's now are no trouble of ours

    async def _after(self, error: Exception, tries: int, records: Sequence[Record], again: bool) -> None:
        """A batch failed: whose is it?"""
        whose = self._say(error, len(records))
        if isinstance(error, ReaderStopped):
            await self._while_stopped()
        elif whose is Blame.OURS:
            await asyncio.sleep(STOPPED)
        elif whose is Blame.WORLD and (tries < TOGETHER or not await self._others_succeed()):
            await asyncio.sleep(_back_off(tries))
        else:
            await self._key_by_key(records, again)

    async def _key_by_key(self, records: Sequence[Record], again: bool) -> None:
        """The same batch as one transaction a key, some side by side; then the fact that fails is parked."""
        numbered = sorted((each for each in records if not each.unnumbered), key=lambda each: each.stream)
        room = asyncio.Semaphore(AT_ONCE)

        async def one_key(story: Sequence[Record]) -> None:
            async with room:
                await self._story(story, again)

        async with asyncio.TaskGroup() as tasks:
            for _, story in groupby(numbered, key=lambda each: each.stream):
                tasks.create_task(one_key(list(story)))

    async def _story(self, story: Sequence[Record], again: bool) -> None:
        try:
            await self._reader.apply(story, again=again)
        except Exception as error:  # noqa: BLE001 - each kind has its answer in `_fact`
            if len(story) == 1:
                await self._fact(story[0], again, error)
            else:
                for record in story:
                    await self._story([record], again)

    async def _fact(self, record: Record, again: bool, error: Exception) -> None:
        """Try one fact until it is applied, or it is clear that it is its own failure: then park it."""
        own = alone = tries = 0
        while True:
            whose = self._say(error, 1)
            tries += 1
            own += whose is Blame.FACT
            alone = alone + 1 if whose is Blame.WORLD and await self._others_succeed() else 0
            if isinstance(error, ReaderStopped):  # once resumed, it is a new world
                own = 0
            guilty = own > len(WAITS) or alone >= WORLD_TRIES
            await self._wait(error, whose, own, tries)
            try:
                if guilty:
                    return await self._reader.set_aside(record, _named(error), tries)
                return await self._reader.apply([record], again=again)
            except Exception as next_error:  # noqa: BLE001 - judged at the loop's beginning
                error = next_error

    async def _wait(self, error: Exception, whose: Blame, own: int, tries: int) -> None:
        if isinstance(error, ReaderStopped):
            await self._while_stopped()
        elif whose is not Blame.FACT:
            await asyncio.sleep(_back_off(tries))
        else:
            await asyncio.sleep(WAITS[own - 1] if own <= len(WAITS) else _back_off(own - len(WAITS)))

    async def _others_succeed(self) -> bool:
        """Does the same database serve the same reader otherwise?"""
        try:
            await self._reader.stopped_because()
        except Exception as error:  # noqa: BLE001 - that is the answer
            self._say(error, 0)
            return False
        return True

    async def _while_stopped(self) -> None:
        """Wait for an operator when too many keys failed; and for the database, when it is away."""
        while True:
            try:
                because = await self._reader.stopped_because()
            except Exception as error:  # noqa: BLE001 - said, and asked again
                self._say(error, 0)
            else:
                if because is None:
                    return
                self._stuck(f"stopped: {because}; an operator resumes it")
            await asyncio.sleep(PAUSE)

    def _say(self, error: Exception, records: int) -> Blame:
        """Whose failure it is, said once."""
        if isinstance(error, ReaderStopped):
            self._stuck(f"stopped: {error}; an operator resumes it")
            return Blame.OURS
        whose, name = blame(error), _named(error)
        if whose is not Blame.FACT:
            self._stuck(f"{'waiting for the world' if whose is Blame.WORLD else 'stopped'}: {name}")
        log.warning("reader.failed", reader=self._reader.name, error=name, blame=whose.value, records=records)
        return whose

    def _stuck(self, because: str) -> None:
        self.trouble = because
        self._health.not_ready("consumer", because)


def _back_off(tries: int) -> float:
    """Seconds: doubling from 0.1 to 5."""
    return min(5.0, 0.1 * 2 ** min(tries - 1, 10))


def _named(error: Exception) -> str:
    """An error without the values that caused it: its kind, and PostgreSQL's code if it has one."""
    code = sqlstate(error)
    return f"{type(error).__name__} {code}" if code else type(error).__name__
