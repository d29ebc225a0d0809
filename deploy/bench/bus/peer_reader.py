"""What one would take from the shelf to read: FastStream, a handler called for each message, a transaction for each.

Typed handlers, as its documentation has them, and an offset committed after each message (`AckPolicy.ACK`), so that
none is lost. What is delivered twice counts twice: there is no inbox.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from deploy.bench.bus.ground import Field
from deploy.bench.bus.places import FOLD, PLACES, PlaceTaken, letters
from shared.persistence.engine import create_engine

Handler = Callable[[PlaceTaken, AsyncConnection], Awaitable[Any]]


def reader(name: str, handle: Handler) -> Callable[[Field], Any]:
    """A reader that does this with each message; counts what is committed."""

    @asynccontextmanager
    async def reading(at: Field) -> AsyncGenerator[Callable[[], int]]:
        engine = create_engine(at.url, "peer")
        broker = KafkaBroker(at.kafka.bootstrap, logger=None, graceful_timeout=1)
        done: list[None] = []

        @broker.subscriber(
            at.kafka.name(PLACES.name),
            group_id=at.kafka.name(name),
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.ACK,
        )
        async def read(taken: PlaceTaken) -> None:  # pyright: ignore[reportUnusedFunction]
            async with engine.begin() as connection:
                await handle(taken, connection)
            done.append(None)

        try:
            await broker.start()
            yield lambda: len(done)
        finally:
            await asyncio.wait([asyncio.ensure_future(broker.stop())], timeout=3)
            await engine.dispose()

    return reading


async def _add_up(taken: PlaceTaken, connection: AsyncConnection) -> None:
    await connection.execute(_FOLD, {"courses": [taken.course_id], "fees": [taken.fee]})


async def _write_letter(taken: PlaceTaken, connection: AsyncConnection) -> None:
    await connection.execute(insert(letters).values(course=taken.course_id, person=taken.person_id))


_FOLD = text(FOLD.format(courses=":courses", fees=":fees"))

fold = reader("fold", _add_up)
reaction = reader("reaction", _write_letter)
