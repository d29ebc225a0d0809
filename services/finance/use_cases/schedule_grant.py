"""A year's core grant or NLE grant is put down as promised."""

from dataclasses import dataclass

from services.finance.domain.grant import Grant
from services.finance.use_cases.earn_grant import earn_in_its_year
from services.finance.use_cases.ports import Work
from shared.contracts.finance import GrantKind
from shared.kernel.ids import GrantId


@dataclass(frozen=True, slots=True)
class ScheduleGrant:
    """It comes in the academic year that begins in `academic_year`, without being applied for."""

    kind: GrantKind
    academic_year: int


async def schedule_grant(command: ScheduleGrant, work: Work) -> GrantId:
    """Note the promise, worth what the schedule says; refuses a second one for a year, and what no schedule gives."""
    grant = Grant(GrantId(work.new_id()), command.kind, command.academic_year)
    received = grant.schedule(work.terms)
    work.publish(received)
    earn_in_its_year(grant, work)
    await work.grants.add(grant)
    return grant.grant_id
