"""Nothing more is to come on a case whose SLE stopped early."""

from dataclasses import dataclass

from services.support.use_cases.ports import Work
from shared.kernel.clock import london_date
from shared.kernel.ids import CaseId


@dataclass(frozen=True, slots=True)
class CloseCase:
    """The case is closed today."""

    case_id: CaseId


async def close_case(command: CloseCase, work: Work) -> None:
    """Close it; refuses a case that was never answered, and one with a deployment that goes on."""
    case = await work.cases.lock(command.case_id)
    case.close(london_date(work.now))
    await work.cases.save(case)
