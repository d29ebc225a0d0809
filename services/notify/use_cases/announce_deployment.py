"""An SLE goes to a school."""

from services.notify.domain.known import Deployment
from services.notify.use_cases.deployments_mail import of_deployment, the_client_head, the_home_head, the_sle
from services.notify.use_cases.ports import Work
from services.notify.use_cases.write_to import write_to
from shared.contracts.support import SLEDeployed


async def announce_deployment(deployed: SLEDeployed, work: Work) -> None:
    """The SLE, the head who releases them and the head whom they help are told, each what concerns them.

    Whoever has no address is told through their school's office. What was agreed is kept until it ends.
    """
    agreed = Deployment.agreed(deployed)
    await work.deployments.note(agreed)
    values = of_deployment(agreed) | _terms(deployed)
    await write_to(the_sle(agreed), "sle_deployed", values, work)
    await write_to(the_home_head(agreed), "sle_released", values, work)
    await write_to(the_client_head(agreed), "support_agreed", values, work)


def _terms(deployed: SLEDeployed) -> dict[str, str]:
    return {
        "length": str(deployed.days),
        "begins_on": deployed.begins_on.isoformat(),
        "day_client_pence": str(deployed.day.client_pays.pence),
        "day_home_pence": str(deployed.day.home_school_gets.pence),
        "payer": "grant" if deployed.grant_id else "school",
    }
