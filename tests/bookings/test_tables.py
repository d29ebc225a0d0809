"""Bookings' migrations and its tables are one."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from services.bookings.adapters.tables import METADATA
from tests.service_fixtures import Bench


async def test_the_migrations_make_the_tables_that_the_code_declares(bookings: Bench) -> None:
    """Column by column, with types, indexes and comments; the bus's own tables are another test's."""

    def differences(connection: Connection) -> list[object]:
        def ours(name: str | None, kind: str, _: object) -> bool:
            return kind != "table" or name in METADATA.tables

        options = {"compare_type": True, "compare_server_default": True, "include_name": ours}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), METADATA))

    async with bookings.process.running.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
