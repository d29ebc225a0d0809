"""The table of schools."""

from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.adapters.tables import register, schools
from services.registry.domain.refusals import SchoolNotKnownHere
from services.registry.domain.school import School
from shared.contracts.registry import Phase, Status
from shared.kernel.ids import SchoolId, Urn
from shared.persistence.keeping import keep


class SchoolTable:
    """Schools, locked, read and kept."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, school_id: SchoolId) -> School:
        """The school, for changing; raises `SchoolNotKnownHere`."""
        query = select(schools).where(schools.c.school_id == school_id).with_for_update()
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            raise SchoolNotKnownHere(school_id)
        return _school(row)

    async def lock_by_urn(self, urn: Urn) -> School | None:
        """The school that now has this URN, for changing; None when the alliance doesn't know it.

        The register's row is locked first. So of two who let the same school join at once, the second finds it a
        member; and an import that changes what the register says of it comes before or after, never between.
        """
        await self._connection.execute(select(register.c.urn).where(register.c.urn == urn).with_for_update())
        query = select(schools).where(schools.c.urn == urn).with_for_update()
        row = (await self._connection.execute(query)).one_or_none()
        return _school(row) if row else None

    async def member_urns(self) -> list[Urn]:
        """The members' URNs, as they are at this moment."""
        return list((await self._connection.execute(select(schools.c.urn).where(*_is_member()))).scalars())

    async def lock_members(self) -> list[School]:
        """All members, for changing, in the order of their ids."""
        members = select(schools).where(*_is_member()).order_by(schools.c.school_id)
        rows = await self._connection.execute(members.with_for_update())
        return [_school(row) for row in rows]

    async def save(self, school: School) -> None:
        """Keep it as it is now."""
        row = {
            "school_id": school.school_id,
            "urn": school.urn,
            "name": school.name,
            "phase": school.phase,
            "status": school.status,
            "joined_on": school.joined_on,
            "left_on": school.left_on,
        }
        await keep(self._connection, schools, row)


def _is_member() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return schools.c.joined_on.is_not(None), schools.c.left_on.is_(None)


def _school(row: Row[Any]) -> School:
    return School(
        SchoolId(row.school_id),
        Urn(row.urn),
        row.name,
        row.phase and Phase(row.phase),
        row.status and Status(row.status),
        row.joined_on,
        row.left_on,
    )
