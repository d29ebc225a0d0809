"""The tables of what messages speak of: schools, people, cases."""

from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.adapters.locking import locked_or_made
from services.notify.adapters.tables import cases, people, schools
from services.notify.domain.known import Case, Person, School
from shared.kernel.ids import CaseId, PersonId, SchoolId


class SchoolTable:
    """Schools' names. One that this work has locked nobody else changes: it is asked for once."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._held: dict[SchoolId, School] = {}

    async def lock(self, school_id: SchoolId) -> School:
        """A school, for changing; one not told of yet gets its row now, so that there is something to lock."""
        if school_id not in self._held:
            row = await locked_or_made(self._connection, _SCHOOL, schools, {"school_id": school_id})
            self._held[school_id] = School(school_id, row.name)
        return self._held[school_id]

    async def get(self, school_id: SchoolId) -> School:
        """A school as it is now."""
        if school_id in self._held:
            return self._held[school_id]
        return School(school_id, (await self._connection.execute(_NAME, {"school_id": school_id})).scalar_one_or_none())

    async def save(self, school: School) -> None:
        """Keep it as it is now; it is locked, so its row is there."""
        this = schools.update().where(schools.c.school_id == school.school_id)
        await self._connection.execute(this.values(name=school.name))


class PeopleTable:
    """Who was erased. Somebody whom this work has locked nobody else changes: they are asked for once."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._held: dict[PersonId, Person] = {}

    async def lock(self, person_id: PersonId) -> Person:
        """Somebody, for changing; one not told of yet gets their row now, so that there is something to lock."""
        if person_id not in self._held:
            row = await locked_or_made(self._connection, _PERSON, people, {"person_id": person_id})
            self._held[person_id] = Person(person_id, row.is_forgotten)
        return self._held[person_id]

    async def save(self, person: Person) -> None:
        """Keep whether they were erased; they are locked, so their row is there."""
        this = people.update().where(people.c.person_id == person.person_id)
        await self._connection.execute(this.values(is_forgotten=person.is_forgotten))


class CaseTable:
    """Which school asked for what support."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, case_id: CaseId) -> Case:
        """A case, for changing; one not told of yet gets its row now, so that there is something to lock."""
        return _case(await locked_or_made(self._connection, _CASE.with_for_update(), cases, {"case_id": case_id}))

    async def get(self, case_id: CaseId) -> Case:
        """A case as it is now."""
        row = (await self._connection.execute(_CASE, {"case_id": case_id})).one_or_none()
        return _case(row) if row else Case(case_id)

    async def of_school(self, school_id: SchoolId) -> list[CaseId]:
        """The cases of a school."""
        found = await self._connection.execute(select(cases.c.case_id).where(cases.c.school_id == school_id))
        return [CaseId(each) for each in found.scalars()]

    async def save(self, case: Case) -> None:
        """Keep it; it is locked, so its row is there."""
        this = cases.update().where(cases.c.case_id == case.case_id)
        await self._connection.execute(this.values(school_id=case.school_id, specialism=case.specialism))


def _case(row: Row[Any]) -> Case:
    return Case(CaseId(row.case_id), row.school_id and SchoolId(row.school_id), row.specialism)


_NAME = select(schools.c.name).where(schools.c.school_id == bindparam("school_id"))

_SCHOOL = _NAME.with_for_update()

_PERSON = select(people.c.is_forgotten).where(people.c.person_id == bindparam("person_id")).with_for_update()

_CASE = select(cases).where(cases.c.case_id == bindparam("case_id"))
