"""As whom somebody acts: the office for every school, a head for their own."""

from uuid import UUID

from fastapi import HTTPException

from shared.http.tokens import OFFICE, Caller, allowed
from shared.kernel.ids import PersonId


def acting_head(caller: Caller, *others: str) -> PersonId | None:
    """The head who asks, by the person's id in the token (`user:<id>`); None for the office, or one of the `others`.

    Which school a head leads, registry tells: not the token. 403 for anybody else.
    """
    allowed(caller, *OFFICE, *others, "head")
    if not caller.roles.isdisjoint((*OFFICE, *others)):
        return None
    try:
        return PersonId(UUID(caller.actor.removeprefix("user:")))
    except ValueError:
        raise HTTPException(403, "Your sign-in names nobody at a school. Ask the alliance's office.") from None
