"""A promised grant is earned once its academic year has begun."""

from dataclasses import dataclass

from services.finance.domain.grant import Grant
from services.finance.use_cases.ports import Work
from shared.kernel.ids import GrantId


@dataclass(frozen=True, slots=True)
class EarnGrant:
    """The year has begun; a timer says so."""

    grant_id: GrantId


async def earn_grant(command: EarnGrant, work: Work) -> None:
    """Note that the grant is earned."""
    grant = await work.grants.lock(command.grant_id)
    earned = grant.earn()
    await work.grants.save(grant)
    work.publish(earned)


def earn_in_its_year(grant: Grant, work: Work) -> None:
    """A grant was promised: it is earned at once when its year has begun, else a timer will see to it."""
    if grant.year_begins <= work.now:
        work.publish(grant.earn())
    else:
        work.remind(grant.year_begins, EarnGrant(grant.grant_id), f"earn:{grant.grant_id}")
