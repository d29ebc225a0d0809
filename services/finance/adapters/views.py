"""What finance shows: the projection, and how the books stand. All amounts are whole pence."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, func, select, text, true
from sqlalchemy.ext.asyncio import AsyncConnection

from services.finance.adapters.projections import figures
from services.finance.adapters.tables import postings, projection, transactions
from services.finance.domain.accounts import payable, receivable
from shared.kernel.ids import SchoolId
from shared.kernel.years import AcademicYear, FinancialYear

YEARS = {"academic": AcademicYear, "financial": FinancialYear}
"""The two calendars that reports need (domain.md, "Year")."""


class Figures(BaseModel):
    """A projection's columns. `alliance_keeps` is of all that is expected, less the home schools' share."""

    earned: int = 0
    certain: int = 0
    contracted: int = 0
    probable: int = 0
    refused: int = 0
    expected: int = 0
    home_school_share: int = 0
    alliance_keeps: int = 0


class ProjectionLine(Figures):
    """One strand and kind."""

    strand: str
    kind: str


class Projection(BaseModel):
    """A year, as money.md says: five columns by strand and kind. `year` is the one it begins in."""

    calendar: str
    year: int
    name: str
    lines: list[ProjectionLine]
    total: Figures


class YearLine(Figures):
    """One year among others."""

    year: int
    name: str


class Account(BaseModel):
    """What a school owes and is owed, in one certainty."""

    certainty: str
    owes: int
    owed: int


class SchoolAccount(BaseModel):
    """A school's account by certainty; none for a school that money never had to do with."""

    school_id: UUID
    lines: list[Account]


class Books(BaseModel):
    """Whether the books are in order: both counts of what isn't must be 0."""

    facts: int
    transactions: int
    postings: int
    waiting: int
    out_of_balance: int
    projection_differs: int
    catching_up: bool


async def projection_of(connection: AsyncConnection, calendar: str, year: int) -> Projection:
    """The projection of a year; one that nothing is known of has no lines."""
    mine = projection.c[f"{calendar}_year"] == year
    lines = await _figures(connection, mine, projection.c.strand, projection.c.kind)
    (total,) = await _figures(connection, mine)
    return Projection(
        calendar=calendar,
        year=year,
        name=str(YEARS[calendar](year)),
        lines=[ProjectionLine.model_validate(row) for row in lines],
        total=Figures.model_validate(total),
    )


async def years(connection: AsyncConnection, calendar: str) -> list[YearLine]:
    """All years of a calendar side by side."""
    year = projection.c[f"{calendar}_year"].label("year")
    rows = await _figures(connection, true(), year)
    return [YearLine.model_validate({**row, "name": str(YEARS[calendar](row["year"]))}) for row in rows]


async def school_account(connection: AsyncConnection, school_id: UUID) -> SchoolAccount:
    """What a school owes and is owed, by certainty."""
    owes, owed = receivable(SchoolId(school_id)), payable(SchoolId(school_id))
    sums = (
        transactions.c.certainty,
        func.coalesce(func.sum(postings.c.pence).filter(postings.c.account == owes), 0).label("owes"),
        func.coalesce(-func.sum(postings.c.pence).filter(postings.c.account == owed), 0).label("owed"),
    )
    query = select(*sums).join_from(postings, transactions).where(postings.c.account.in_([owes, owed]))
    rows = await connection.execute(query.group_by(transactions.c.certainty).order_by(transactions.c.certainty))
    return SchoolAccount(school_id=school_id, lines=[Account.model_validate(dict(row)) for row in rows.mappings()])


async def books(connection: AsyncConnection) -> Books:
    """Add everything up again, and compare."""
    row = (await connection.execute(text(_BOOKS))).mappings().one()
    return Books.model_validate(dict(row))


async def _figures(
    connection: AsyncConnection, mine: ColumnElement[bool], *by: ColumnElement[Any]
) -> list[dict[str, Any]]:
    """The figures of those sums, apart by these columns and in their order, each with what the alliance keeps."""
    query = select(*by, *figures()).where(mine).group_by(*by).order_by(*by)
    rows = [dict(row) for row in (await connection.execute(query)).mappings()]
    return [row | {"alliance_keeps": row["expected"] - row["home_school_share"]} for row in rows]


_BOOKS = """
WITH wrong AS (
    SELECT 1 FROM postings GROUP BY event_id, number HAVING sum(pence) <> 0
), again AS (
    SELECT academic_year, financial_year, strand, kind, certainty,
           -coalesce(sum(pence) FILTER (WHERE account LIKE 'income:%'), 0) AS income,
           -coalesce(sum(expected) FILTER (WHERE account LIKE 'income:%'), 0) AS expected,
           coalesce(sum(pence) FILTER (WHERE account = 'cost:home_school_share'), 0) AS home_school_share
      FROM transactions JOIN postings USING (event_id, number)
     GROUP BY academic_year, financial_year, strand, kind, certainty
), differs AS (
    (SELECT * FROM again EXCEPT SELECT * FROM projection)
    UNION ALL
    (SELECT * FROM projection EXCEPT SELECT * FROM again)
)
SELECT (SELECT count(*) FROM facts) AS facts,
       (SELECT count(*) FROM transactions) AS transactions,
       (SELECT count(*) FROM postings) AS postings,
       (SELECT count(*) FROM waiting) AS waiting,
       (SELECT count(*) FROM wrong) AS out_of_balance,
       (SELECT count(*) FROM differs) AS projection_differs,
       EXISTS (SELECT FROM catching_up) AS catching_up
"""
