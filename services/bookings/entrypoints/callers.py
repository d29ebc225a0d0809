"""Who may do what at bookings' doors: the office for any school, a head for their own."""

from uuid import UUID

from fastapi import HTTPException

from shared.http.tokens import OFFICE, Caller, allowed
from shared.kernel.ids import PersonId

BOOKERS = (*OFFICE, "head")
"""Who books places."""


def acting(caller: Caller) -> PersonId | None:
    """The head who acts, whose actor is `user:` and their person's id; None for the office. 403 for anybody else."""
    allowed(caller, *BOOKERS)
    if not caller.roles.isdisjoint(OFFICE):
        return None
    try:
        return PersonId(UUID(caller.actor.removeprefix("user:")))
    except ValueError:
        raise HTTPException(403, "Your sign-in names nobody at a school. Ask the alliance's office.") from None
