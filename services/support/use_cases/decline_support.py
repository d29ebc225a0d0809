"""The alliance says no to a request."""

from dataclasses import dataclass
from datetime import date

from services.support.domain.case import Alternative, Answer
from services.support.use_cases.ports import Work
from shared.contracts.support import Decline
from shared.kernel.clock import london_date
from shared.kernel.ids import CaseId


@dataclass(frozen=True, slots=True)
class DeclineSupport:
    """Why, what else there is, when to ask again."""

    case_id: CaseId
    reason: Decline
    alternative: Alternative | None = None
    ask_again_on: date | None = None


async def decline_support(command: DeclineSupport, work: Work) -> None:
    """Decline it; refuses a case that was answered, and a day to ask again that isn't later than today."""
    case = await work.cases.lock(command.case_id)
    answer = Answer(london_date(work.now), command.reason, command.alternative, command.ask_again_on)
    declined = case.decline(answer)
    await work.cases.save(case)
    work.publish(declined)
