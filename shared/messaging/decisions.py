"""What operators decided about single numbers; a reader obeys whenever such a number comes again (bus.md, "Parked")."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.codec import header_texts
from shared.messaging.inbox import Standing, Stream
from shared.messaging.records import Record
from shared.messaging.tables import decisions


class Decision(StrEnum):
    """What becomes of a number."""

    SKIP = "skip"
    MEND = "mend"


@dataclass(frozen=True, slots=True)
class Mended:
    """A fact's headers and data as an operator mended them."""

    headers: Sequence[Sequence[str]]
    data: bytes | None

    def instead_of(self, record: Record) -> Record:
        """The record as it should have been."""
        pairs = [(name, value.encode("latin-1")) for name, value in self.headers]
        texts = header_texts(pairs)
        return Record(record.place, record.offset, pairs, texts, self.data, record.key, record.sequence)


@dataclass(slots=True)
class Decided:
    """The decisions about some keys: numbers to be skipped, facts that were mended."""

    skipped: set[tuple[Stream, int]] = field(default_factory=set[tuple[Stream, int]])
    mended: dict[tuple[Stream, int], Mended] = field(default_factory=dict[tuple[Stream, int], Mended])

    def pass_over(self, stream: Stream, standing: Standing) -> None:
        """Count skipped numbers that come next as applied, whether their records ever come or not."""
        while (stream, standing.last + 1) in self.skipped:
            standing.last += 1
            standing.stopped = False

    def as_it_should_be(self, record: Record) -> Record:
        """The record, or what it was mended to."""
        mended = self.mended.get((record.stream, record.sequence))
        return mended.instead_of(record) if mended else record


def family(reader: str) -> str:
    """A reader without its version: what was decided for a fold holds for its next version too."""
    return reader.partition("@")[0]


async def load(connection: AsyncConnection, reader: str, streams: Collection[Stream]) -> Decided:
    """The decisions about these keys; asked only where the inbox says that there are some."""
    decided = Decided()
    if streams:
        of_these = tuple_(decisions.c.topic, decisions.c.key).in_(list(streams))
        query = select(decisions).where(decisions.c.reader == family(reader), of_these)
        for row in await connection.execute(query):
            place = ((row.topic, row.key), row.sequence)
            if row.decision == Decision.SKIP:
                decided.skipped.add(place)
            else:
                decided.mended[place] = Mended(row.headers, row.data)
    return decided


async def keep(
    connection: AsyncConnection, reader: str, stream: Stream, sequence: int, mended: Mended | None, now: datetime
) -> None:
    """Keep what was decided about a number, to skip it or how it was mended; a later decision replaces an earlier."""
    what = {
        "decision": Decision.MEND if mended else Decision.SKIP,
        "headers": [list(pair) for pair in mended.headers] if mended else None,
        "data": mended.data if mended else None,
        "decided_at": now,
    }
    row = insert(decisions).values(reader=family(reader), topic=stream[0], key=stream[1], sequence=sequence, **what)
    await connection.execute(row.on_conflict_do_update(constraint=decisions.primary_key, set_=what))


async def forget_older(connection: AsyncConnection, reader: str, standings: Mapping[Stream, Standing]) -> None:
    """A newer state of these keys stands: what was mended before may be personal, and goes."""
    for (topic, key), standing in standings.items():
        this = (decisions.c.reader == family(reader), decisions.c.topic == topic, decisions.c.key == key)
        await connection.execute(delete(decisions).where(*this, decisions.c.sequence < standing.last))
