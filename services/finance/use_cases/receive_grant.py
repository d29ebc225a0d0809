"""The award letter of a grant came."""

from dataclasses import dataclass

from services.finance.use_cases.earn_grant import earn_in_its_year
from services.finance.use_cases.ports import Work
from shared.kernel.ids import GrantId
from shared.kernel.money import Money


@dataclass(frozen=True, slots=True)
class ReceiveGrant:
    """So much is promised; it may be less than was applied for."""

    grant_id: GrantId
    amount: Money


async def receive_grant(command: ReceiveGrant, work: Work) -> None:
    """Note the promise; refuses a grant never applied for, one decided before, and more than was applied for."""
    grant = await work.grants.lock(command.grant_id)
    received = grant.receive(command.amount)
    work.publish(received)
    earn_in_its_year(grant, work)
    await work.grants.save(grant)
