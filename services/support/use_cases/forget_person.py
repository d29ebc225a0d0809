"""Somebody was erased."""

from services.support.use_cases.ports import Work
from shared.contracts.registry import PersonErased


async def forget_person(fact: PersonErased, work: Work) -> None:
    """Of the person and the SLE only ids remain, with days and money of what was agreed: schools' books need those."""
    sle = await work.sles.lock(fact.person_id)
    person = await work.people.get(fact.person_id)
    person.forget()
    sle.forget()
    await work.people.save(person)
    await work.sles.save(sle)
