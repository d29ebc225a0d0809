"""The tables of cases, with their deployments and visits."""

from datetime import date

from sqlalchemy import Row, Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.support.adapters.case_rows import answer_of, deployment_of, row_of_case, row_of_deployment, visit_of
from services.support.adapters.tables import cases, deployments, visits
from services.support.domain.case import Case
from services.support.domain.deployment import Deployment
from services.support.domain.refusals import CaseIsUnknown
from shared.kernel.days import Days
from shared.kernel.ids import CaseId, PersonId, SchoolId
from shared.persistence.keeping import keep


class CaseTable:
    """Cases, locked and kept."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, case_id: CaseId) -> Case:
        """A case, for changing; raises `CaseIsUnknown`."""
        found = await whole(self._connection, select(cases).where(cases.c.case_id == case_id).with_for_update())
        if not found:
            raise CaseIsUnknown(case_id)
        return found[0]

    async def save(self, case: Case) -> None:
        """Keep it as it is now."""
        await keep(self._connection, cases, {"case_id": case.case_id} | row_of_case(case))
        for each in case.deployments:
            await self._keep(case.case_id, each)

    async def worked_on(self, person_id: PersonId, day: date) -> Days:
        """What somebody worked on that date, on all cases."""
        theirs = select(func.coalesce(func.sum(visits.c.halves), 0)).join(
            deployments, visits.c.deployment_id == deployments.c.deployment_id
        )
        query = theirs.where(deployments.c.person_id == person_id, visits.c.visited_on == day)
        return Days((await self._connection.execute(query)).scalar_one())

    async def _keep(self, case_id: CaseId, deployment: Deployment) -> None:
        """What was agreed never changes; how it ended may be new, and visits."""
        row = row_of_deployment(deployment)
        ended = {name: row[name] for name in ("ended_on", "ending")}
        keeping = insert(deployments).values(case_id=case_id, **row)
        await self._connection.execute(keeping.on_conflict_do_update(index_elements=["deployment_id"], set_=ended))
        for visit in deployment.visits:
            new = {
                "visit_id": visit.visit_id,
                "deployment_id": deployment.deployment_id,
                "visited_on": visit.visited_on,
                "halves": visit.days.halves,
            }
            await self._connection.execute(insert(visits).values(**new).on_conflict_do_nothing())


async def whole(connection: AsyncConnection, query: Select[tuple[object, ...]]) -> list[Case]:
    """The cases that a query on their table finds, in its order, with all that belongs to them."""
    rows = (await connection.execute(query)).all()
    found = {row.case_id: _case(row) for row in rows}
    theirs = select(deployments).where(deployments.c.case_id.in_(found)).order_by(deployments.c.deployment_id)
    agreed: dict[object, Deployment] = {}
    for row in await connection.execute(theirs):
        agreed[row.deployment_id] = deployment_of(row)
        found[row.case_id].deployments.append(agreed[row.deployment_id])
    worked = select(visits).where(visits.c.deployment_id.in_(agreed)).order_by(visits.c.visited_on, visits.c.visit_id)
    for row in await connection.execute(worked):
        agreed[row.deployment_id].visits.append(visit_of(row))
    return list(found.values())


def _case(row: Row[tuple[object, ...]]) -> Case:
    return Case(
        CaseId(row.case_id),
        SchoolId(row.school_id),
        row.specialism,
        row.requested_on,
        answer_of(row),
        row.closed_on,
    )
