"""A home school releases somebody's days for a year: they are an SLE."""

from dataclasses import dataclass

from services.support.use_cases.ports import Work
from shared.kernel.days import Days
from shared.kernel.ids import PersonId
from shared.kernel.years import AcademicYear


@dataclass(frozen=True, slots=True)
class DesignateSLE:
    """Designate, or change specialisms or days. `head` is the head who asks; None when the office does."""

    person_id: PersonId
    specialisms: tuple[str, ...]
    academic_year: AcademicYear
    released: Days
    head: PersonId | None = None


async def designate_sle(command: DesignateSLE, work: Work) -> PersonId:
    """Keep the release by the school where they work now, which must be a member.

    Refuses fewer days than are committed and worked. Who changed school is designated anew, by the new one.
    """
    sle = await work.sles.lock(command.person_id)
    home = await work.schools.get((await work.people.get(command.person_id)).workplace)
    if command.head:
        (await work.people.get(command.head)).must_lead(home)
    work.rules.specialisms.must_know(*command.specialisms)
    designated = sle.designate(home, command.specialisms, command.academic_year, command.released)
    await work.sles.save(sle)
    work.publish(designated)
    return sle.person_id
