"""The projection: the postings' sums, and what was told of them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, RowMapping, Select, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.finance.adapters import bulk
from services.finance.adapters.tables import projection, told_projections
from services.finance.domain.accounts import HOME_SCHOOL_SHARE
from services.finance.domain.entry import Certainty, Entry
from services.finance.domain.heard import Transaction
from shared.contracts.finance import ProjectedIncomeChanged
from shared.kernel.money import Money
from shared.kernel.years import AcademicYear, FinancialYear

FIGURES = (*(certainty.value for certainty in Certainty), "expected", "home_school_share")
"""Those of `ProjectedIncomeChanged`."""


class Projections:
    """The projection on one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, transactions: Sequence[Transaction]) -> None:
        """Add to the sums what was just posted."""
        await bulk.increase(self._connection, projection, _sums(transactions))

    async def untold(self) -> list[ProjectedIncomeChanged]:
        """The years, in order, that stand otherwise than they were last told; a year never told of was nothing."""
        stand, told = await self._by_year(standing()), await self._by_year(select(told_projections))
        years = sorted(stand.keys() | told.keys())
        now = {year: stand.get(year, _nothing(year)) for year in years}
        return [now[year] for year in years if now[year] != told.get(year, _nothing(year))]

    async def note_told(self, told: Sequence[ProjectedIncomeChanged]) -> None:
        """Keep what is being told."""
        await bulk.put(self._connection, told_projections, [_row(each) for each in told])

    async def _by_year(self, query: Select[Any]) -> dict[int, ProjectedIncomeChanged]:
        rows = await self._connection.execute(query)
        return {row["academic_year"]: _fact(row) for row in rows.mappings()}


def total(column: Column[Any] | ColumnElement[Any], of: Certainty | None = None) -> ColumnElement[int]:
    """The sum of a column, in one certainty or in all."""
    added = func.sum(column) if of is None else func.sum(column).filter(projection.c.certainty == of)
    return cast(func.coalesce(added, 0), BigInteger)


def figures() -> list[ColumnElement[int]]:
    """The sums that make a projection, each under its name."""
    return [
        *(total(projection.c.income, certainty).label(certainty) for certainty in Certainty),
        total(projection.c.expected).label("expected"),
        total(projection.c.home_school_share).label("home_school_share"),
    ]


def standing() -> Select[Any]:
    """How each academic year stands, all strands together."""
    return select(projection.c.academic_year, *figures()).group_by(projection.c.academic_year)


def _sums(transactions: Sequence[Transaction]) -> list[dict[str, Any]]:
    sums: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    for entry in (each.entry for each in transactions):
        years = AcademicYear.of(entry.dated).begins, FinancialYear.of(entry.dated).begins
        row = sums[*years, entry.strand, entry.kind.value, entry.certainty.value]
        row[:] = map(sum, zip(row, _weighed(entry), strict=True))
    names = ("academic_year", "financial_year", "strand", "kind", "certainty")
    more = ("income", "expected", "home_school_share")
    return [dict(zip((*names, *more), (*key, *row), strict=True)) for key, row in sorted(sums.items())]


def _weighed(entry: Entry) -> tuple[int, int, int]:
    """An entry's income, what of it is to be expected, and the home school's share. Income is credited: turn it."""
    income = [line for line in entry.lines if line.account.startswith("income:")]
    share = [line.amount.pence for line in entry.lines if line.account == HOME_SCHOOL_SHARE]
    earned = sum(line.amount.pence for line in income)
    expected = sum(entry.expected(line).pence for line in income)
    return -earned, -expected, sum(share)


def _nothing(year: int) -> ProjectedIncomeChanged:
    return ProjectedIncomeChanged(year, **dict.fromkeys(FIGURES, Money(0)))


def _fact(row: RowMapping) -> ProjectedIncomeChanged:
    return ProjectedIncomeChanged(row["academic_year"], **{name: Money(row[name]) for name in FIGURES})


def _row(fact: ProjectedIncomeChanged) -> dict[str, int]:
    amounts: dict[str, Money] = {name: getattr(fact, name) for name in FIGURES}
    return {"academic_year": fact.academic_year} | {name: amount.pence for name, amount in amounts.items()}
