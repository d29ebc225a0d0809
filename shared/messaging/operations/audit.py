"""Who decided what: a row in the same commit, never changed and never deleted (a trigger sees to that)."""

from typing import TypedDict, Unpack

from sqlalchemy import insert

from shared.messaging.tables import audit
from shared.messaging.work import Work


class About(TypedDict, total=False):
    """What a decision was about; `facts` counts, where it wasn't about one."""

    reader: str | None
    topic: str | None
    key: str | None
    sequence: int | None
    facts: int | None


async def note(work: Work, what: str, why: str | None, **about: Unpack[About]) -> None:
    """Note a decision: a verb and its thing (`parked.skip`), the operator's own words, and what it was about."""
    row = insert(audit).values(at=work.now, actor=work.cause.actor, what=what, why=why or None, **about)
    await work.connection.execute(row)
