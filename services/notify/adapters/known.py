"""The tables of what messages speak of: schools, people, cases."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.adapters.tables import cases, people, schools
from services.notify.domain.known import Case, Person, School
from shared.kernel.ids import CaseId, PersonId, SchoolId


class SchoolTable:
    """Schools' names."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, school_id: SchoolId) -> School:
        """A school, for changing; one not told of yet gets its row now, so that there is something to lock."""
        await self._connection.execute(insert(schools).values(school_id=school_id).on_conflict_do_nothing())
        query = select(schools.c.name).where(schools.c.school_id == school_id).with_for_update()
        return School(school_id, (await self._connection.execute(query)).scalar_one())

    async def get(self, school_id: SchoolId) -> School:
        """A school as it is now."""
        query = select(schools.c.name).where(schools.c.school_id == school_id)
        return School(school_id, (await self._connection.execute(query)).scalar_one_or_none())

    async def save(self, school: School) -> None:
        """Keep it as it is now; it is locked, so its row is there."""
        this = schools.update().where(schools.c.school_id == school.school_id)
        await self._connection.execute(this.values(name=school.name))


class PeopleTable:
    """Who was erased."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, person_id: PersonId) -> Person:
        """Somebody, for changing; one not told of yet gets their row now, so that there is something to lock."""
        await self._connection.execute(insert(people).values(person_id=person_id).on_conflict_do_nothing())
        query = select(people.c.is_forgotten).where(people.c.person_id == person_id).with_for_update()
        return Person(person_id, (await self._connection.execute(query)).scalar_one())

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
        await self._connection.execute(insert(cases).values(case_id=case_id).on_conflict_do_nothing())
        await self._connection.execute(select(cases).where(cases.c.case_id == case_id).with_for_update())
        return await self.get(case_id)

    async def get(self, case_id: CaseId) -> Case:
        """A case as it is now."""
        row = (await self._connection.execute(select(cases).where(cases.c.case_id == case_id))).one_or_none()
        if row is None:
            return Case(case_id)
        return Case(case_id, row.school_id and SchoolId(row.school_id), row.specialism)

    async def of_school(self, school_id: SchoolId) -> list[CaseId]:
        """The cases of a school."""
        found = await self._connection.execute(select(cases.c.case_id).where(cases.c.school_id == school_id))
        return [CaseId(each) for each in found.scalars()]

    async def save(self, case: Case) -> None:
        """Keep it; it is locked, so its row is there."""
        this = cases.update().where(cases.c.case_id == case.case_id)
        await self._connection.execute(this.values(school_id=case.school_id, specialism=case.specialism))
