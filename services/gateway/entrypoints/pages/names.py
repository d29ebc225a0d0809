"""Whose ids these are: services name nobody, registry does."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.gateway.adapters.services import Service, parts
from services.gateway.entrypoints.pages.desk import Visitor

AT_ONCE = 100
"""Ids that registry is asked about in one question."""

Names = Mapping[str, Mapping[str, Any]]
"""Who somebody is, and where they work, by their id; who was erased, or isn't for this visitor's eyes, isn't in it."""


async def people_named(visitor: Visitor, ids: Iterable[str | None]) -> Names:
    """Who these people are, as far as the visitor may look them up; nobody, while registry is away."""
    return await _named(visitor.services.registry, ids)


async def people_shown(visitor: Visitor, ids: Iterable[str | None]) -> Names:
    """Who these people are, whom a service has shown to the visitor: a head is told which SLE comes to their school.

    Never for ids that the visitor sent.
    """
    return await _named(visitor.services.naming, ids)


async def _named(registry: Service, ids: Iterable[str | None]) -> Names:
    wanted = sorted({each for each in ids if each})
    some = [wanted[place : place + AT_ONCE] for place in range(0, len(wanted), AT_ONCE)]
    asked = [registry.get("/people", id=each) for each in some]
    return {each["person_id"]: each for found in await parts(*asked) for each in found}


async def own_school(visitor: Visitor) -> str | None:
    """The school that a head leads, by its id; None for everybody else."""
    if visitor.account.person_id is None:
        return None
    person_id = str(visitor.account.person_id)
    found = await people_named(visitor, [person_id])
    return found[person_id]["school_id"] if person_id in found else None
