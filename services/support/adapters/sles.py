"""The tables of SLEs and their ledgers."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.support.adapters.tables import sles, years
from services.support.domain.sle import SLE, Ledger
from shared.kernel.days import Days
from shared.kernel.ids import PersonId, SchoolId
from shared.kernel.years import AcademicYear
from shared.persistence.keeping import keep


class SLETable:
    """SLEs, locked and kept."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, person_id: PersonId) -> SLE:
        """An SLE, for changing; somebody not designated yet gets a row now, so that there is something to lock."""
        new = insert(sles).values(person_id=person_id, specialisms=[])
        await self._connection.execute(new.on_conflict_do_nothing())
        query = select(sles.c.specialisms).where(sles.c.person_id == person_id).with_for_update()
        specialisms = (await self._connection.execute(query)).scalar_one()
        rows = await self._connection.execute(select(years).where(years.c.person_id == person_id))
        ledgers = {
            AcademicYear(row.academic_year): Ledger(
                SchoolId(row.home_school_id), Days(row.released), Days(row.committed), Days(row.worked)
            )
            for row in rows
        }
        return SLE(person_id, tuple(specialisms), ledgers)

    async def save(self, sle: SLE) -> None:
        """Keep them as they are now."""
        row = {"person_id": sle.person_id, "specialisms": list(sle.specialisms)}
        await keep(self._connection, sles, row)
        for year, ledger in sle.years.items():
            await self._keep(sle.person_id, year, ledger)

    async def _keep(self, person_id: PersonId, year: AcademicYear, ledger: Ledger) -> None:
        row = {
            "person_id": person_id,
            "academic_year": year.begins,
            "home_school_id": ledger.home_school_id,
            "released": ledger.released.halves,
            "committed": ledger.committed.halves,
            "worked": ledger.worked.halves,
        }
        await keep(self._connection, years, row)
