"""The table of grants."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.finance.adapters.tables import grants
from services.finance.domain.funds import Standing
from services.finance.domain.grant import Grant
from services.finance.domain.refusals import AlreadyScheduled, GrantIsUnknown
from shared.contracts.finance import GrantKind
from shared.kernel.ids import CaseId, GrantId
from shared.kernel.money import Money


class GrantTable:
    """Grants, locked, read and kept."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, grant_id: GrantId) -> Grant:
        """A grant, for changing; raises `GrantIsUnknown`."""
        query = select(grants).where(grants.c.grant_id == grant_id).with_for_update()
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            raise GrantIsUnknown(grant_id)
        return Grant(
            GrantId(row.grant_id),
            GrantKind(row.kind),
            row.academic_year,
            row.case_id and CaseId(row.case_id),
            Money(row.applied),
            Money(row.amount),
            Standing(row.standing),
        )

    async def add(self, grant: Grant) -> None:
        """Keep a new one; raises `AlreadyScheduled`. Of two who schedule the same at once, the second waits here."""
        row = {"grant_id": grant.grant_id, "kind": grant.kind, "academic_year": grant.academic_year}
        adding = insert(grants).values(**row, **_changing(grant), case_id=grant.case_id)
        if not (await self._connection.execute(adding.on_conflict_do_nothing())).rowcount:
            raise AlreadyScheduled(grant.name)

    async def save(self, grant: Grant) -> None:
        """Keep it as it is now."""
        this = grants.c.grant_id == grant.grant_id
        await self._connection.execute(update(grants).where(this).values(**_changing(grant)))


def _changing(grant: Grant) -> dict[str, Any]:
    return {"applied": grant.applied.pence, "amount": grant.amount.pence, "standing": grant.standing}
