"""Registry tells of a person: keep where they work, and whether they lead it.

Places already booked stay with the school that booked them.
"""

from services.bookings.domain.school import Person
from services.bookings.use_cases.ports import Work
from shared.contracts.registry import PersonErased, PersonMoved, PersonRegistered, Role


async def remember_person(told: PersonRegistered | PersonMoved, work: Work) -> None:
    """From now on that school may book for them; they for it, if they lead it."""
    await work.people.save(Person(told.person_id, told.school_id, leads=Role.HEAD in told.roles))


async def forget_person(erased: PersonErased, work: Work) -> None:
    """Nobody can be booked under that id; what they had booked keeps the id alone, as registry itself does."""
    await work.people.forget(erased.person_id)
