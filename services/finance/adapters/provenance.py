"""Where a figure came from: its postings, the facts behind them, who began it; and what waits to be posted."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.finance.adapters.tables import bookings, courses, deployments, facts, postings, transactions, waiting

NAMES = {
    "course": "its course",
    "booking": "its booking",
    "deployment": "its deployment",
    "grant": "the grant that pays",
}
"""What a waiting fact misses, as people say it."""


class FactLine(BaseModel):
    """A fact of the ledger: what was told, by whom, and the command or fact that began it all."""

    event_id: UUID
    type: str
    topic: str
    key: str
    sequence: int
    told_at: datetime
    actor: str
    correlation_id: UUID


class PostingLine(FactLine):
    """A posting, with its transaction and its fact; and what it is about: a place on a course, or a school's case."""

    number: int
    line: int
    account: str
    pence: int
    expected: int
    certainty: str
    strand: str
    kind: str
    dated: date
    academic_year: int
    financial_year: int
    about: UUID
    grant_id: UUID | None
    school_id: UUID | None
    course_id: UUID | None
    course: str | None
    case_id: UUID | None


class WaitingLine(FactLine):
    """A fact that isn't posted: what it misses, and for how long it has (seconds)."""

    misses: str
    awaits: str
    age: float


class FactView(FactLine):
    """A fact and all that it posted; `awaits` when it waits."""

    postings: list[PostingLine]
    awaits: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which postings: any of these that is named. `account` with a part left out means all that begin so: `income`."""

    calendar: str = "academic"
    year: int | None = None
    strand: str | None = None
    kind: str | None = None
    certainty: str | None = None
    account: str | None = None
    about: UUID | None = None
    grant_id: UUID | None = None
    correlation_id: UUID | None = None
    event_ids: tuple[UUID, ...] = ()

    def conditions(self) -> list[ColumnElement[bool]]:
        """As SQL."""
        named = {
            transactions.c[f"{self.calendar}_year"]: self.year,
            transactions.c.strand: self.strand,
            transactions.c.kind: self.kind,
            transactions.c.certainty: self.certainty,
            transactions.c.about: self.about,
            transactions.c.grant_id: self.grant_id,
            facts.c.correlation_id: self.correlation_id,
        }
        conditions = [column == value for column, value in named.items() if value is not None] + self._account()
        return [*conditions, facts.c.event_id.in_(self.event_ids)] if self.event_ids else conditions

    def _account(self) -> list[ColumnElement[bool]]:
        if self.account is None:
            return []
        begins = postings.c.account.startswith(f"{self.account}:", autoescape=True)
        return [or_(postings.c.account == self.account, begins)]


async def posting_list(
    connection: AsyncConnection, wanted: Wanted, limit: int, after: tuple[UUID, int, int] | None = None
) -> list[PostingLine]:
    """Postings in the order of their facts' ids, which sort by birth; `after` is the last of the page before."""
    query = _postings().where(*wanted.conditions())
    if after is not None:
        query = query.where(tuple_(*_PLACE) > tuple_(*after))
    rows = await connection.execute(query.order_by(*_PLACE).limit(limit))
    return [PostingLine.model_validate(dict(row)) for row in rows.mappings()]


async def fact_list(connection: AsyncConnection, id_part: str, limit: int) -> list[FactLine]:
    """Facts whose id, or its last eight digits, begins so; newest first."""
    written = cast(facts.c.event_id, Text)
    query = select(facts).where(written.startswith(id_part) | func.right(written, 8).startswith(id_part))
    rows = await connection.execute(query.order_by(facts.c.event_id.desc()).limit(limit))
    return [FactLine.model_validate(dict(row)) for row in rows.mappings()]


async def fact(connection: AsyncConnection, event_id: UUID) -> FactView | None:
    """A fact and what it posted; None when the ledger hasn't heard it."""
    row = (await connection.execute(select(facts).where(facts.c.event_id == event_id))).mappings().one_or_none()
    if row is None:
        return None
    rows = await connection.execute(_postings().where(facts.c.event_id == event_id).order_by(*_PLACE))
    mine = [PostingLine.model_validate(dict(each)) for each in rows.mappings()]
    awaits = select(waiting.c.awaits).where(waiting.c.event_id == event_id)
    return FactView.model_validate(
        {**row, "postings": mine, "awaits": (await connection.execute(awaits)).scalar_one_or_none()}
    )


async def waiting_list(connection: AsyncConnection, now: datetime) -> list[WaitingLine]:
    """What waits, longest first."""
    query = select(facts, waiting.c.awaits).join_from(facts, waiting).order_by(facts.c.told_at, facts.c.event_id)
    return [_waiting(dict(row), now) for row in (await connection.execute(query)).mappings()]


def _waiting(row: dict[str, Any], now: datetime) -> WaitingLine:
    misses = NAMES[row["awaits"].partition(":")[0]]
    return WaitingLine.model_validate({**row, "misses": misses, "age": (now - row["told_at"]).total_seconds()})


def _postings() -> Select[Any]:
    shown = [column for column in transactions.c if column.name != "number"]
    mine = [column for column in shown if column.name != "event_id"]
    told = [column for column in facts.c if column.name != "event_id"]
    known = postings.join(transactions).join(facts, facts.c.event_id == transactions.c.event_id)
    known = known.outerjoin(bookings, bookings.c.booking_id == transactions.c.about)
    known = known.outerjoin(courses, courses.c.course_id == bookings.c.course_id)
    known = known.outerjoin(deployments, deployments.c.deployment_id == transactions.c.about)
    return select(postings, *mine, *told, *_ABOUT).select_from(known)


_ABOUT = (
    func.coalesce(bookings.c.school_id, deployments.c.client_school_id).label("school_id"),
    bookings.c.course_id,
    courses.c.title.label("course"),
    deployments.c.case_id,
)

_PLACE = (postings.c.event_id, postings.c.number, postings.c.line)
