"""Registry told where somebody works: there their designation is released, or has to be renewed."""

from services.support.use_cases.ports import Work
from shared.contracts.registry import PersonMoved, PersonRegistered


async def keep_person(fact: PersonRegistered | PersonMoved, work: Work) -> None:
    """Keep where they work, and as what. Deployments that were agreed on stand."""
    person = await work.people.get(fact.person_id)
    person.works_at(fact.school_id, fact.roles)
    await work.people.save(person)
