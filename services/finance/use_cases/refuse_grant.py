"""An application for a grant was turned down."""

from dataclasses import dataclass

from services.finance.use_cases.ports import Work
from shared.kernel.ids import GrantId


@dataclass(frozen=True, slots=True)
class RefuseGrant:
    """Nothing is given."""

    grant_id: GrantId


async def refuse_grant(command: RefuseGrant, work: Work) -> None:
    """Note it; refuses a grant never applied for, and one decided before."""
    grant = await work.grants.lock(command.grant_id)
    refused = grant.refuse()
    await work.grants.save(grant)
    work.publish(refused)
