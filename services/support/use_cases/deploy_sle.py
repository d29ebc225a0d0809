"""An SLE is agreed on for a case."""

from dataclasses import dataclass
from datetime import date

from services.support.domain.brokerage import HALF_A_DAY, Rate
from services.support.domain.deployment import Deployment
from services.support.domain.refusals import RateIsUnknown
from services.support.use_cases.ports import Work
from shared.kernel.days import Days
from shared.kernel.ids import CaseId, DeploymentId, GrantId, PersonId
from shared.kernel.money import Money
from shared.kernel.years import AcademicYear


@dataclass(frozen=True, slots=True)
class DeploySLE:
    """So many days from that date, by one of the rates; `day_rate` where another charge was agreed on."""

    case_id: CaseId
    person_id: PersonId
    days: Days
    begins_on: date
    rate: str
    day_rate: Money | None = None
    grant_id: GrantId | None = None


async def deploy_sle(command: DeploySLE, work: Work) -> DeploymentId:
    """Commit the days under the SLE's lock, and keep the agreement; refuses more than are left of what was released."""
    case = await work.cases.lock(command.case_id)
    sle = await work.sles.lock(command.person_id)
    home = await work.schools.get((await work.people.get(command.person_id)).workplace)
    rate = _rate(command.rate, work)
    charge = command.day_rate or rate.day_rate
    deployment = Deployment(
        DeploymentId(work.new_id()),
        command.person_id,
        home.school_id,
        case.specialism,
        command.days,
        command.begins_on,
        rate.brokerage.split(charge),
        rate.brokerage.split(charge, HALF_A_DAY),
        command.grant_id,
    )
    deployed = case.deploy(deployment, await work.schools.get(case.school_id))
    sle.promise(home, case.specialism, AcademicYear.of(command.begins_on), command.days)
    await work.sles.save(sle)
    await work.cases.save(case)
    work.publish(deployed)
    return deployment.deployment_id


def _rate(code: str, work: Work) -> Rate:
    if code not in work.rules.rates:
        raise RateIsUnknown(code)
    return work.rules.rates[code]
