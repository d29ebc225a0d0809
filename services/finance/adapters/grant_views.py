"""Grants as finance shows them: what became of each, and what was charged to it. All amounts are whole pence."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import BigInteger, ColumnElement, RowMapping, Select, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.finance.adapters.tables import grants, postings, transactions
from services.finance.domain.accounts import HOME_SCHOOL_SHARE, Kind, income
from services.finance.domain.funds import Standing
from services.finance.domain.terms import coordination
from shared.contracts.finance import GrantKind
from shared.kernel.money import Money
from shared.kernel.years import AcademicYear


class Coordination(BaseModel):
    """What of a support grant may stay with the alliance, at most 5 %; a negative `left` is too much."""

    allowed: int
    used: int
    left: int


class GrantView(BaseModel):
    """A grant, what was charged to it, and what of that stays with the alliance (support grants only)."""

    grant_id: UUID
    kind: GrantKind
    academic_year: int
    year: str
    case_id: UUID | None
    standing: Standing
    applied: int
    amount: int
    charged: int
    left: int
    coordination: Coordination | None


async def grant_list(connection: AsyncConnection, standing: Standing | None = None) -> list[GrantView]:
    """All grants, newest year first."""
    query = _query() if standing is None else _query().where(grants.c.standing == standing)
    rows = await connection.execute(query.order_by(grants.c.academic_year.desc(), grants.c.kind, grants.c.grant_id))
    return [_view(row) for row in rows.mappings()]


async def grant(connection: AsyncConnection, grant_id: UUID) -> GrantView | None:
    """One grant; None when there is none."""
    row = (await connection.execute(_query().where(grants.c.grant_id == grant_id))).mappings().one_or_none()
    return _view(row) if row else None


def _query() -> Select[Any]:
    """Grants with what deployments were charged to each, and what of that goes to home schools."""
    charged = -_sum_of(income(Kind.DEPLOYMENTS))
    return select(grants, charged.label("charged"), _sum_of(HOME_SCHOOL_SHARE).label("home_schools"))


def _sum_of(account: str) -> ColumnElement[int]:
    """All that was posted to an account because of the grant."""
    summed = select(cast(func.coalesce(func.sum(postings.c.pence), 0), BigInteger)).join_from(postings, transactions)
    mine = transactions.c.grant_id == grants.c.grant_id, postings.c.account == account
    return summed.where(*mine).scalar_subquery()


def _view(row: RowMapping) -> GrantView:
    return GrantView(
        grant_id=row["grant_id"],
        kind=row["kind"],
        academic_year=row["academic_year"],
        year=str(AcademicYear(row["academic_year"])),
        case_id=row["case_id"],
        standing=row["standing"],
        applied=row["applied"],
        amount=row["amount"],
        charged=row["charged"],
        left=row["amount"] - row["charged"],
        coordination=_coordination(row) if row["kind"] == GrantKind.S2S else None,
    )


def _coordination(row: RowMapping) -> Coordination:
    allowed, used = coordination(Money(row["amount"])).pence, row["charged"] - row["home_schools"]
    return Coordination(allowed=allowed, used=used, left=allowed - used)
