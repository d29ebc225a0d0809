"""Whom a command is given for: the office acts for any school, a head for their own."""

from services.bookings.use_cases.ports import Work
from shared.kernel.ids import PersonId, SchoolId


async def may_act(acting: PersonId | None, school_id: SchoolId, work: Work) -> None:
    """Refuses a head of another school. None is the office."""
    if acting is not None:
        (await work.people.get(acting)).acts_for(school_id)
