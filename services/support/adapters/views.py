"""What support shows: SLEs and their days; cases with their deployments, visits and money. Days are numbers of days."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import any_, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.support.adapters.cases import whole
from services.support.adapters.tables import cases, deployments, people, schools, sles, years
from services.support.domain.brokerage import total
from services.support.domain.case import Alternative, Case, State
from services.support.domain.deployment import Deployment
from shared.contracts.registry import Role
from shared.contracts.support import Decline, Ending, Split
from shared.kernel.days import Days


class SLELine(BaseModel):
    """An SLE's year."""

    person_id: UUID
    home_school_id: UUID
    home_school: str | None
    specialisms: list[str]
    academic_year: int
    released: float
    committed: float
    worked: float
    left: float


class MoneyLines(BaseModel):
    """Three lines, in pence."""

    client_pays: int
    home_school_gets: int
    alliance_keeps: int


class VisitView(BaseModel):
    """A visit."""

    visit_id: UUID
    visited_on: date
    days: float


class DeploymentView(BaseModel):
    """What was agreed and what became of it."""

    deployment_id: UUID
    person_id: UUID
    home_school_id: UUID
    home_school: str | None
    begins_on: date
    days: float
    worked: float
    left: float
    ended_on: date | None
    ending: Ending | None
    grant_id: UUID | None
    agreed_money: MoneyLines
    worked_money: MoneyLines
    visits: list[VisitView]


class CaseView(BaseModel):
    """A case, whole; `money` is what all its deployments were agreed to cost."""

    case_id: UUID
    school_id: UUID
    school: str | None
    specialism: str
    state: State
    requested_on: date
    declined_on: date | None
    reason: Decline | None
    alternative: Alternative | None
    ask_again_on: date | None
    closed_on: date | None
    money: MoneyLines
    deployments: list[DeploymentView]


async def sle_list(
    connection: AsyncConnection, year: int | None, specialism: str | None, home_school_id: UUID | None
) -> list[SLELine]:
    """SLEs by year and home school; who was erased isn't shown."""
    query = select(years, sles.c.specialisms, schools.c.name.label("home_school"))
    query = query.join(sles, years.c.person_id == sles.c.person_id)
    query = query.outerjoin(schools, years.c.home_school_id == schools.c.school_id)
    query = query.where(sles.c.specialisms != [])
    if year is not None:
        query = query.where(years.c.academic_year == year)
    if specialism:
        query = query.where(literal(specialism) == any_(sles.c.specialisms))
    if home_school_id:
        query = query.where(years.c.home_school_id == home_school_id)
    rows = await connection.execute(query.order_by(years.c.academic_year, schools.c.name, years.c.person_id))
    return [
        SLELine(
            person_id=row.person_id,
            home_school_id=row.home_school_id,
            home_school=row.home_school,
            specialisms=row.specialisms,
            academic_year=row.academic_year,
            released=row.released / 2,
            committed=row.committed / 2,
            worked=row.worked / 2,
            left=(row.released - row.committed - row.worked) / 2,
        )
        for row in rows
    ]


async def case_list(
    connection: AsyncConnection, state: State | None, school_id: UUID | None, limit: int, before: UUID | None
) -> list[CaseView]:
    """Cases, newest first; `before` is the last id of the page before; `school_id`'s own, as client or home school."""
    query = select(cases)
    if state:
        query = query.where(cases.c.state == state)
    if school_id:
        released = select(deployments.c.case_id).where(deployments.c.home_school_id == school_id)
        query = query.where((cases.c.school_id == school_id) | cases.c.case_id.in_(released))
    if before:
        query = query.where(cases.c.case_id < before)
    return await _shown(connection, await whole(connection, query.order_by(cases.c.case_id.desc()).limit(limit)))


async def case(connection: AsyncConnection, case_id: UUID) -> CaseView | None:
    """One case; None when there is none."""
    found = await _shown(connection, await whole(connection, select(cases).where(cases.c.case_id == case_id)))
    return found[0] if found else None


async def led_school(connection: AsyncConnection, person_id: UUID) -> UUID | None:
    """The school that somebody is head of; None when they are head of none."""
    leads = people.c.person_id == person_id, literal(Role.HEAD.value) == any_(people.c.roles)
    return (await connection.execute(select(people.c.school_id).where(*leads))).scalar_one_or_none()


async def _shown(connection: AsyncConnection, found: list[Case]) -> list[CaseView]:
    of_cases = {each.school_id for each in found}
    homes = {deployment.home_school_id for each in found for deployment in each.deployments}
    query = select(schools.c.school_id, schools.c.name).where(schools.c.school_id.in_(of_cases | homes))
    names = {row.school_id: row.name for row in await connection.execute(query)}
    return [_case(each, names) for each in found]


def _case(each: Case, names: dict[UUID, str]) -> CaseView:
    no = each.declined
    return CaseView(
        case_id=each.case_id,
        school_id=each.school_id,
        school=names.get(each.school_id),
        specialism=each.specialism,
        state=each.state,
        requested_on=each.requested_on,
        declined_on=no and no.on,
        reason=no and no.reason,
        alternative=no and no.alternative,
        ask_again_on=no and no.ask_again_on,
        closed_on=each.closed_on,
        money=_money(total([deployment.agreed_money for deployment in each.deployments])),
        deployments=[_deployment(deployment, names) for deployment in each.deployments],
    )


def _deployment(each: Deployment, names: dict[UUID, str]) -> DeploymentView:
    return DeploymentView(
        deployment_id=each.deployment_id,
        person_id=each.person_id,
        home_school_id=each.home_school_id,
        home_school=names.get(each.home_school_id),
        begins_on=each.begins_on,
        days=_days(each.days),
        worked=_days(each.worked),
        left=_days(each.left),
        ended_on=each.ended and each.ended.on,
        ending=each.ended and each.ended.ending,
        grant_id=each.grant_id,
        agreed_money=_money(each.agreed_money),
        worked_money=_money(each.worked_money),
        visits=[
            VisitView(visit_id=visit.visit_id, visited_on=visit.visited_on, days=_days(visit.days))
            for visit in each.visits
        ],
    )


def _days(days: Days) -> float:
    return days.halves / 2


def _money(split: Split) -> MoneyLines:
    return MoneyLines(
        client_pays=split.client_pays.pence,
        home_school_gets=split.home_school_gets.pence,
        alliance_keeps=split.alliance_keeps.pence,
    )
