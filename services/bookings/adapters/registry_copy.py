"""What bookings keeps of registry's facts: schools, and who works where."""

from typing import Any

from sqlalchemy import Row, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.bookings.adapters.tables import people, schools
from services.bookings.domain.refusals import PersonIsUnknown
from services.bookings.domain.school import Person, School
from shared.kernel.ids import PersonId, SchoolId
from shared.persistence.keeping import keep


class SchoolsCopy:
    """Schools, as registry tells of them."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def hold(self, school_id: SchoolId) -> School:
        """A school, held as it is: it can't leave or close until this work ends. Many may hold it at once."""
        row = (await self._connection.execute(_HELD, {"id": school_id})).one_or_none()
        return _school(row) if row else School(school_id)

    async def lock(self, school_id: SchoolId) -> School:
        """A school, for changing; one not told of yet gets its row now, so that there is something to lock."""
        unknown = School(school_id)
        row = {"name": unknown.name, "is_member": unknown.is_member, "is_open": unknown.is_open}
        adding = insert(schools).values(school_id=school_id, **row)
        await self._connection.execute(adding.on_conflict_do_nothing())
        return _school((await self._connection.execute(_LOCKED, {"id": school_id})).one())

    async def save(self, school: School) -> None:
        """Keep it as it is now; it is locked, so its row is there."""
        row = {"name": school.name, "is_member": school.is_member, "is_open": school.is_open}
        this = schools.c.school_id == school.school_id
        await self._connection.execute(schools.update().where(this).values(**row))


class PeopleCopy:
    """Who works where, as registry tells it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, person_id: PersonId) -> Person:
        """Somebody; raises `PersonIsUnknown`."""
        row = (await self._connection.execute(_PERSON, {"id": person_id})).one_or_none()
        if row is None:
            raise PersonIsUnknown
        return Person(PersonId(row.person_id), SchoolId(row.school_id), row.leads)

    async def save(self, person: Person) -> None:
        """Keep where they work now, and whether they lead it."""
        row = {"person_id": person.person_id, "school_id": person.school_id, "leads": person.leads}
        await keep(self._connection, people, row)

    async def forget(self, person_id: PersonId) -> None:
        """Nobody of that id works anywhere."""
        await self._connection.execute(delete(people).where(people.c.person_id == person_id))


def _school(row: Row[Any]) -> School:
    return School(SchoolId(row.school_id), row.name, row.is_member, row.is_open)


_SCHOOL = select(schools).where(schools.c.school_id == bindparam("id"))
_HELD, _LOCKED = _SCHOOL.with_for_update(read=True), _SCHOOL.with_for_update()
_PERSON = select(people).where(people.c.person_id == bindparam("id"))
