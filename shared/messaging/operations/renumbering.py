"""Give facts that haven't reached any reader other numbers, under their stream's lock."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select, text, update
from sqlalchemy.dialects.postgresql import insert

from shared.messaging.tables import outbox, refused_rows, streams
from shared.messaging.work import Work


async def lock(work: Work, topic: str, key: str) -> None:
    """Nobody numbers a fact of this key until the commit."""
    row = {"topic": topic, "key": key}
    await work.connection.execute(insert(streams).values(**row, last_sequence=0).on_conflict_do_nothing())
    await work.connection.execute(select(streams).filter_by(**row).with_for_update())


async def known_of(work: Work, topic: str, key: str) -> Sequence[Row[Any]]:
    """What the outbox holds of a key, by number."""
    these = select(outbox).where(outbox.c.topic == topic, outbox.c.key == key)
    return (await work.connection.execute(these.order_by(outbox.c.sequence))).all()


async def step_aside(work: Work, rows: Sequence[Row[Any]]) -> None:
    """Make their numbers free."""
    these = update(outbox).where(outbox.c.id.in_([row.id for row in rows]))
    await work.connection.execute(these.values(sequence=-outbox.c.sequence))


async def line_up(work: Work, rows: Sequence[Row[Any]], behind: int) -> None:
    """Number them from there on, in their order; they go out (again) with the ids that they have.

    Their rows' own ids are new: the relay sends by those, so they follow, and what it marks of an earlier try is lost.
    """
    for number, row in enumerate(rows, behind + 1):
        new = (await work.connection.execute(_LINE_UP, {"id": row.id, "number": number})).scalar_one()
        held = update(refused_rows).where(refused_rows.c.outbox_id == row.id)
        await work.connection.execute(held.values(outbox_id=new))


async def count(work: Work, topic: str, key: str, last: int) -> None:
    """So many facts a key has."""
    this = update(streams).where(streams.c.topic == topic, streams.c.key == key)
    await work.connection.execute(this.values(last_sequence=last))


_LINE_UP = text("""
UPDATE outbox SET id = DEFAULT, sequence = :number, published_at = NULL, kafka_partition = NULL, kafka_offset = NULL
 WHERE id = :id
RETURNING id
""")
