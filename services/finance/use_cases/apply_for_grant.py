"""The lead school applies for a support grant."""

from dataclasses import dataclass

from services.finance.domain.grant import Grant
from services.finance.use_cases.ports import Work
from shared.contracts.finance import GrantKind
from shared.kernel.ids import CaseId, GrantId
from shared.kernel.money import Money


@dataclass(frozen=True, slots=True)
class ApplyForGrant:
    """Money for one support project, in the academic year that begins in `academic_year`."""

    amount: Money
    academic_year: int
    case_id: CaseId | None


async def apply_for_grant(command: ApplyForGrant, work: Work) -> GrantId:
    """Note the application; refuses an amount that no support grant has."""
    grant = Grant(GrantId(work.new_id()), GrantKind.S2S, command.academic_year, command.case_id)
    applied = grant.apply(command.amount, work.terms)
    await work.grants.add(grant)
    work.publish(applied)
    return grant.grant_id
