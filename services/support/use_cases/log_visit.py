"""Days were really worked on a deployment."""

from dataclasses import dataclass
from datetime import date

from services.support.domain.deployment import Visit
from services.support.use_cases.ports import Work
from shared.kernel.clock import london_date
from shared.kernel.days import Days
from shared.kernel.ids import CaseId, DeploymentId, VisitId


@dataclass(frozen=True, slots=True)
class LogVisit:
    """Half a day or a day, on that date."""

    case_id: CaseId
    deployment_id: DeploymentId
    visited_on: date
    days: Days


async def log_visit(command: LogVisit, work: Work) -> VisitId:
    """Keep it: what was committed is worked. Refuses more than the agreed days, and dates outside the deployment."""
    case = await work.cases.lock(command.case_id)
    deployment = case.deployment(command.deployment_id)
    sle = await work.sles.lock(deployment.person_id)
    visit = Visit(VisitId(work.new_id()), command.visited_on, command.days)
    already = await work.cases.worked_on(deployment.person_id, command.visited_on)
    logged = case.log(deployment, visit, already, london_date(work.now))
    sle.years[deployment.year].work(visit.days)
    await work.sles.save(sle)
    await work.cases.save(case)
    work.publish(logged)
    return visit.visit_id
