"""Three deliberately broken buses: a checker that lets one of them pass checks nothing."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import asyncpg

from shared.messaging import inbox, outbox_rows
from shared.messaging.decisions import Decided
from shared.messaging.inbox import Standing, Step
from shared.messaging.kafka_log import Place
from shared.messaging.reader import Reader
from shared.messaging.records import Record


def read_by_cursor() -> None:
    """The relay goes on behind the last id that it has seen: what commits late, under a lower id, is never sent."""
    seen = 0
    page, statement = outbox_rows.page, outbox_rows._PAGE

    async def later(
        connection: Any, in_flight: Collection[int], avoid: Collection[Place], partitions: Mapping[str, int]
    ) -> list[asyncpg.Record]:
        nonlocal seen
        outbox_rows._PAGE = statement.replace("published_at IS NULL", f"id > {seen}")
        rows = await page(connection, in_flight, avoid, partitions)
        seen = max([seen, *(row["id"] for row in rows)])
        return rows

    outbox_rows.page = later


def commit_offsets_first() -> None:
    """The reader moves its position before it applies the batch: what it had in hand when it dies is lost.

    It believes the position, too; ours looks whether it has really read the record before, and mends this by itself.
    """
    apply = Reader[Any].apply

    async def moved_first(
        self: Reader[Any], records: Sequence[Record], steps: Collection[Step] = (), *, again: bool = False
    ) -> None:
        if steps:
            async with self.workshop.open(self._cause) as work:
                await inbox.move(work.connection, self.name, steps, work.now)
        await apply(self, records, again=again)

    async def believed(self: Reader[Any], record: Record) -> bool:
        return True

    Reader.apply = moved_first
    Reader.has_read = believed


def believe_every_number() -> None:
    """The inbox looks at no number: what comes twice is applied twice, what comes early is applied early."""
    place = Reader[Any]._place

    def unchecked(self: Reader[Any], record: Record, standing: Standing, decided: Decided, done: Any) -> str:
        standing.last = record.sequence - 1
        return place(self, record, standing, decided, done)

    Reader._place = unchecked


MUTANTS: Mapping[str, Callable[[], None]] = {
    "cursor": read_by_cursor,
    "offsets-first": commit_offsets_first,
    "no-numbers": believe_every_number,
}
