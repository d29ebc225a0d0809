"""Bookings upgraded where it has run before: it reads about people again, to learn who leads a school."""

from asyncio import to_thread

from deploy.local.postgres import Postgres
from services.bookings.service import BOOKINGS
from shared.persistence.migrations import migrate
from tests.upgrading import database_at, rows

FILLED = """
INSERT INTO inbox VALUES ('bookings', 'registry.people', 'a', 3), ('bookings', 'registry.schools', 'a', 3);
INSERT INTO positions (reader, cluster_id, topic, partition, next_offset, moved_at)
VALUES ('bookings', 'c', 'registry.people', 0, 3, now()), ('bookings', 'c', 'registry.schools', 0, 3, now());
INSERT INTO people VALUES (gen_random_uuid(), gen_random_uuid());
"""


async def test_an_upgrade_reads_about_people_again(postgres: Postgres) -> None:
    """About schools it doesn't: places would be freed a second time."""
    address = await to_thread(database_at, postgres, BOOKINGS, ("bus_0003", "bookings_0001"), FILLED)
    await migrate(address, BOOKINGS.migrations)
    for table in ("inbox", "positions"):
        assert await rows(address, f"SELECT DISTINCT topic FROM {table}") == [("registry.schools",)]
    assert await rows(address, "SELECT leads FROM people") == [(False,)]
