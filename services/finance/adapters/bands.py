"""The band of what is likely, year by year."""

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.finance.adapters.tables import funds
from services.finance.adapters.views import years
from services.finance.domain.band import Chance, band
from services.finance.domain.funds import Standing
from shared.kernel.money import Money
from shared.kernel.years import AcademicYear, FinancialYear


class BandLine(BaseModel):
    """A year in which applications are open. In pence: `sure` without them, `most` with all of them."""

    year: int
    name: str
    applications: int
    sure: int
    low: int
    high: int
    most: int


async def bands(connection: AsyncConnection, calendar: str) -> list[BandLine]:
    """The years of a calendar in which something is open, in order."""
    chances = await _chances(connection, calendar)
    return [
        _line(year.year, year.name, year.earned + year.certain + year.contracted, chances[year.year])
        for year in await years(connection, calendar)
        if year.year in chances
    ]


async def _chances(connection: AsyncConnection, calendar: str) -> dict[int, list[Chance]]:
    """The open applications by year; a grant's money is dated by the first day of its academic year."""
    found: dict[int, list[Chance]] = {}
    for row in await connection.execute(select(funds).where(funds.c.standing == Standing.APPLIED)):
        year = AcademicYear(row.academic_year)
        begins = year.begins if calendar == "academic" else FinancialYear.of(year.first_day).begins
        found.setdefault(begins, []).append(Chance(Money(row.applied), row.likelihood))
    return found


def _line(year: int, name: str, sure: int, chances: list[Chance]) -> BandLine:
    likely = band(chances)
    return BandLine(
        year=year,
        name=name,
        applications=len(chances),
        sure=sure,
        low=sure + likely.low.pence,
        high=sure + likely.high.pence,
        most=sure + sum(each.amount.pence for each in chances),
    )
