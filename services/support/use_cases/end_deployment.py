"""A deployment is over."""

from dataclasses import dataclass

from services.support.use_cases.ports import Work
from shared.contracts.support import Ending
from shared.kernel.clock import london_date
from shared.kernel.ids import CaseId, DeploymentId


@dataclass(frozen=True, slots=True)
class EndDeployment:
    """It ends today, finished or stopped early."""

    case_id: CaseId
    deployment_id: DeploymentId
    ending: Ending


async def end_deployment(command: EndDeployment, work: Work) -> None:
    """End it and give the rest of its days back to the SLE's year; refuses one that has ended."""
    case = await work.cases.lock(command.case_id)
    deployment = case.deployment(command.deployment_id)
    sle = await work.sles.lock(deployment.person_id)
    ended = case.end(deployment, london_date(work.now), command.ending)
    sle.years[deployment.year].give_back(ended.given_back)
    await work.sles.save(sle)
    await work.cases.save(case)
    work.publish(ended)
