"""Who fits a case, as pages show it."""

from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.support.adapters.cases import whole
from services.support.adapters.tables import cases, deployments, people, schools, sles, years
from services.support.domain.fit import Candidate, Favour, Fit, Obstacle, ranked
from services.support.domain.people import School
from services.support.domain.sle import SLE, Ledger
from shared.kernel.days import Days
from shared.kernel.ids import CaseId, PersonId, SchoolId
from shared.kernel.years import AcademicYear


class Match(BaseModel):
    """Somebody who fits, or doesn't: what speaks for them and what against; days of that year."""

    person_id: UUID
    school_id: UUID
    school: str
    specialisms: list[str]
    left: float
    favours: list[Favour]
    obstacles: list[Obstacle]


async def matches(connection: AsyncConnection, case_id: CaseId, year: AcademicYear) -> list[Match] | None:
    """All SLEs, the best fit first; None when there is no such case."""
    found = await whole(connection, select(cases).where(cases.c.case_id == case_id))
    if not found:
        return None
    [case] = found
    candidates = await _candidates(connection, case.school_id, year)
    return [_match(each) for each in ranked(case, candidates, year)]


async def _candidates(connection: AsyncConnection, client: SchoolId, year: AcademicYear) -> list[Candidate]:
    """Everybody who is designated, whether for that year or another; who was erased isn't among them."""
    there = await _were_there(connection, client)
    of_year = (years.c.person_id == sles.c.person_id) & (years.c.academic_year == year.begins)
    query = select(sles, schools, years.c.home_school_id, years.c.released, years.c.committed, years.c.worked)
    query = query.join(people, people.c.person_id == sles.c.person_id)
    query = query.join(schools, schools.c.school_id == people.c.school_id)
    query = query.outerjoin(years, of_year).where(sles.c.specialisms != [])
    candidates: list[Candidate] = []
    for row in await connection.execute(query):
        sle = SLE(PersonId(row.person_id), tuple(row.specialisms))
        if row.released is not None:
            days = Days(row.released), Days(row.committed), Days(row.worked)
            sle.years[year] = Ledger(SchoolId(row.home_school_id), *days)
        home = School(SchoolId(row.school_id), row.name, is_member=row.is_member, is_closed=row.is_closed)
        candidates.append(Candidate(sle, home, row.person_id in there))
    return candidates


async def _were_there(connection: AsyncConnection, client: SchoolId) -> set[UUID]:
    query = select(deployments.c.person_id).join(cases).where(cases.c.school_id == client).distinct()
    return set((await connection.execute(query)).scalars())


def _match(fit: Fit) -> Match:
    sle, home = fit.candidate.sle, fit.candidate.home
    return Match(
        person_id=sle.person_id,
        school_id=home.school_id,
        school=home.name,
        specialisms=list(sle.specialisms),
        left=fit.left.halves / 2,
        favours=list(fit.favours),
        obstacles=list(fit.obstacles),
    )
