"""The tables of what messages speak of: schools, people, cases, deployments."""

from typing import Any

from sqlalchemy import Row, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.adapters.locking import locked_or_made
from services.notify.adapters.tables import cases, deployments, people, schools
from services.notify.domain.known import Case, Deployment, Person, School
from shared.kernel.ids import CaseId, DeploymentId, PersonId, SchoolId
from shared.persistence.keeping import keep


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


class DeploymentTable:
    """SLEs who are agreed on. One reader reads a case's story, in order, so nobody else writes its rows."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, deployment_id: DeploymentId) -> Deployment | None:
        """What was agreed; None when it was before notify kept it, and once it has ended."""
        row = (await self._connection.execute(_DEPLOYMENT, {"deployment_id": deployment_id})).one_or_none()
        return _deployment(row) if row else None

    async def note(self, deployment: Deployment) -> None:
        """Keep what was agreed."""
        row = {
            "deployment_id": deployment.deployment_id,
            "person_id": deployment.person_id,
            "home_school_id": deployment.home_school_id,
            "client_school_id": deployment.client_school_id,
            "specialism": deployment.specialism,
        }
        await keep(self._connection, deployments, row)

    async def strike(self, deployment_id: DeploymentId) -> None:
        """It has ended: nobody need be told of it any more."""
        await self._connection.execute(delete(deployments).where(deployments.c.deployment_id == deployment_id))


def _case(row: Row[Any]) -> Case:
    return Case(CaseId(row.case_id), row.school_id and SchoolId(row.school_id), row.specialism)


def _deployment(row: Row[Any]) -> Deployment:
    schools = SchoolId(row.home_school_id), SchoolId(row.client_school_id)
    return Deployment(DeploymentId(row.deployment_id), PersonId(row.person_id), *schools, row.specialism)


_NAME = select(schools.c.name).where(schools.c.school_id == bindparam("school_id"))

_SCHOOL = _NAME.with_for_update()

_PERSON = select(people.c.is_forgotten).where(people.c.person_id == bindparam("person_id")).with_for_update()

_CASE = select(cases).where(cases.c.case_id == bindparam("case_id"))

_DEPLOYMENT = select(deployments).where(deployments.c.deployment_id == bindparam("deployment_id"))
