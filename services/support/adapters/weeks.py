"""Who was out of class in which week, by the visits that were logged."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Date, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.support.adapters.tables import deployments, visits
from shared.kernel.years import AcademicYear


class Week(BaseModel):
    """The days that somebody worked elsewhere in the week that begins on that Monday."""

    person_id: UUID
    home_school_id: UUID
    monday: date
    days: float


async def weeks_of(connection: AsyncConnection, year: AcademicYear, home_school_id: UUID | None) -> list[Week]:
    """The weeks of that academic year in which there was something, by person; of one home school, or of all."""
    monday = cast(func.date_trunc("week", visits.c.visited_on), Date).label("monday")
    columns = deployments.c.person_id, deployments.c.home_school_id, monday
    query = select(*columns, func.sum(visits.c.halves).label("halves")).join(deployments)
    query = query.where(visits.c.visited_on.between(year.first_day, year.last_day))
    if home_school_id:
        query = query.where(deployments.c.home_school_id == home_school_id)
    rows = await connection.execute(query.group_by(*columns).order_by(*columns))
    return [
        Week(
            person_id=row.person_id,
            home_school_id=row.home_school_id,
            monday=row.monday,
            days=row.halves / 2,
        )
        for row in rows
    ]
