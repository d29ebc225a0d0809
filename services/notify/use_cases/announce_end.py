"""An SLE's deployment is over."""

from services.notify.domain.known import Deployment
from services.notify.use_cases.deployments_mail import of_deployment, the_client_head, the_home_head, the_sle
from services.notify.use_cases.ports import Work
from services.notify.use_cases.write_to import write_to
from shared.contracts.support import DeploymentEnded
from shared.kernel.days import Days

ONE_DAY = Days.whole(1)


async def announce_end(ended: DeploymentEnded, work: Work) -> None:
    """All three who were told when it was agreed are told that it is over.

    It came before in the same story. Of one that was agreed before notify kept them, what else notify knows is used.
    """
    agreed = await work.deployments.get(ended.deployment_id) or await _pieced_together(ended, work)
    if agreed is None:
        return
    await work.deployments.strike(ended.deployment_id)
    values = of_deployment(agreed) | _result(ended)
    await write_to(the_sle(agreed), "deployment_ended", values, work)
    await write_to(the_home_head(agreed), "release_ended", values, work)
    await write_to(the_client_head(agreed), "support_ended", values, work)


async def _pieced_together(ended: DeploymentEnded, work: Work) -> Deployment | None:
    """Who asked is known from the case, and who released from where the SLE works; None once they were erased."""
    case, home = await work.cases.get(ended.case_id), await work.contacts.workplace_of(ended.person_id)
    if home is None or case.school_id is None or case.specialism is None:
        return None
    return Deployment(ended.deployment_id, ended.person_id, home, case.school_id, case.specialism)


def _result(ended: DeploymentEnded) -> dict[str, str]:
    return {
        "ended_on": ended.ended_on.isoformat(),
        "ending": ended.ending,
        "worked": _worked(ended),
        **({"given_back": str(ended.given_back)} if ended.given_back else {}),
    }


def _worked(ended: DeploymentEnded) -> str:
    """`2 of 3½ days`; `all 3½ days` or `1 day` when none are left."""
    agreed = ended.worked + ended.given_back
    if ended.given_back:
        return f"{str(ended.worked).partition(' ')[0]} of {agreed}"
    return f"all {agreed}" if agreed > ONE_DAY else str(agreed)
