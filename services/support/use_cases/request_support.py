"""A school, member or not, asks for support."""

from dataclasses import dataclass

from services.support.domain.case import Case
from services.support.use_cases.ports import Work
from shared.kernel.clock import london_date
from shared.kernel.ids import CaseId, PersonId, SchoolId


@dataclass(frozen=True, slots=True)
class RequestSupport:
    """Support in a specialism. `head` is the head who asks; None when the office writes it down."""

    school_id: SchoolId
    specialism: str
    head: PersonId | None = None


async def request_support(command: RequestSupport, work: Work) -> CaseId:
    """Open a case; refuses a school that isn't known here or is closed, and a head of another."""
    school = await work.schools.get(command.school_id)
    if command.head:
        (await work.people.get(command.head)).must_lead(school)
    school.must_be_open()
    work.rules.specialisms.must_know(command.specialism)
    case = Case(CaseId(work.new_id()), school.school_id, command.specialism, london_date(work.now))
    await work.cases.save(case)
    work.publish(case.request())
    return case.case_id
