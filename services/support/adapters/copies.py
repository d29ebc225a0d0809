"""The tables of support's copies: schools, and people and where they work."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.support.adapters.tables import people, schools
from services.support.domain.people import Person, School
from services.support.domain.refusals import SchoolIsUnknown
from shared.contracts.registry import Role
from shared.kernel.ids import PersonId, SchoolId
from shared.persistence.keeping import keep


class SchoolTable:
    """Schools, read and kept."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, school_id: SchoolId) -> School:
        """The school, held as it is until this work ends; raises `SchoolIsUnknown`."""
        query = select(schools).where(schools.c.school_id == school_id).with_for_update(read=True)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            raise SchoolIsUnknown(school_id)
        return School(SchoolId(row.school_id), row.name, is_member=row.is_member, is_closed=row.is_closed)

    async def save(self, school: School) -> None:
        """Keep it as it is now."""
        row: dict[str, Any] = {
            "school_id": school.school_id,
            "name": school.name,
            "is_member": school.is_member,
            "is_closed": school.is_closed,
        }
        await keep(self._connection, schools, row)


class PeopleTable:
    """People, read and kept."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, person_id: PersonId) -> Person:
        """Somebody, held as they are until this work ends; one not told of yet has only the id."""
        query = select(people).where(people.c.person_id == person_id).with_for_update(read=True)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return Person(person_id)
        school_id = SchoolId(row.school_id) if row.school_id else None
        return Person(person_id, school_id, tuple(map(Role, row.roles)), is_erased=row.is_erased)

    async def save(self, person: Person) -> None:
        """Keep them as they are now."""
        row: dict[str, Any] = {
            "person_id": person.person_id,
            "school_id": person.school_id,
            "roles": list(person.roles),
            "is_erased": person.is_erased,
        }
        await keep(self._connection, people, row)
