"""Who leads which school, as registry tells it: a head sees their own school's account."""

from services.finance.use_cases.ports import Work
from shared.contracts.registry import PersonErased, PersonMoved, PersonRegistered, Role


async def follow_head(fact: PersonRegistered | PersonMoved, work: Work) -> None:
    """Somebody leads that school from now on, or none."""
    if Role.HEAD in fact.roles:
        await work.heads.keep(fact.person_id, fact.school_id)
    else:
        await work.heads.forget(fact.person_id)


async def forget_head(fact: PersonErased, work: Work) -> None:
    """Who was erased leads none."""
    await work.heads.forget(fact.person_id)
