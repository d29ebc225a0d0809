"""The pasts that the database has had: PostgreSQL begins a new timeline whenever it was restored or failed over."""

from datetime import datetime

from sqlalchemy import Text, bindparam, case, exists, literal_column, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.adapters.tables import MOMENT, timelines

THIS = literal_column(
    "(SELECT system_identifier || '-' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)"
    " FROM pg_control_system())",
    Text,
)
"""The cluster's number and its timeline, which is how the name of the log's present file begins."""


class TimelineTable:
    """The timelines on which letters were taken."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def restored_at(self, now: datetime) -> datetime | None:
        """When it was first seen that the database is on the timeline that it is on; None on its first one.

        A new one is noted.
        """
        found = (await self._connection.execute(_FOUND)).one_or_none()
        if found is None:
            await self._connection.execute(_NOTE, {"now": now})
            found = (await self._connection.execute(_FOUND)).one()
        return found.since


_FOUND = select(timelines.c.since).where(timelines.c.timeline == THIS)

_SINCE = case((exists(select(timelines.c.timeline)), bindparam("now", type_=MOMENT)))

_NOTE = insert(timelines).from_select(["timeline", "since"], select(THIS, _SINCE)).on_conflict_do_nothing()
