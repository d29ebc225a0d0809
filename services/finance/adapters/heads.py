"""The table of schools' heads."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.finance.adapters.tables import school_heads
from shared.kernel.ids import PersonId, SchoolId
from shared.persistence.keeping import keep


class HeadTable:
    """Who leads which school."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def keep(self, person_id: PersonId, school_id: SchoolId) -> None:
        """They lead that school now."""
        await keep(self._connection, school_heads, {"person_id": person_id, "school_id": school_id})

    async def forget(self, person_id: PersonId) -> None:
        """They lead none."""
        await self._connection.execute(delete(school_heads).where(school_heads.c.person_id == person_id))


async def led_school(connection: AsyncConnection, person_id: UUID) -> UUID | None:
    """The school that somebody leads; None when they lead none, or registry hasn't told of it yet."""
    query = select(school_heads.c.school_id).where(school_heads.c.person_id == person_id)
    return (await connection.execute(query)).scalar_one_or_none()
