"""A row is kept as it is now."""

from sqlalchemy import Column, Integer, MetaData, Table, Text, select
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.persistence.keeping import keep
from shared.persistence.transaction import transaction

PLACES = Table(
    "kept_places",
    MetaData(),
    Column("course", Text, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("name", Text),
    Column("note", Text),
)


async def test_a_row_is_written_over_the_one_with_its_key(database: AsyncEngine) -> None:
    """New or not; other rows, and columns that it doesn't name, stay as they are."""
    async with transaction(database) as connection:
        await connection.run_sync(PLACES.metadata.create_all)
        await keep(connection, PLACES, {"course": "maths", "place": 1, "name": "Ann", "note": "at the door"})
        await keep(connection, PLACES, {"course": "maths", "place": 2, "name": "Bo", "note": None})
        await keep(connection, PLACES, {"course": "maths", "place": 1, "name": None})
        rows = [tuple(row) for row in await connection.execute(select(PLACES).order_by(PLACES.c.place))]
    assert rows == [("maths", 1, None, "at the door"), ("maths", 2, "Bo", None)]
