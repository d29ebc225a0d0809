"""Who fits a case, and why: said beforehand by what would be refused afterwards."""

from dataclasses import replace
from datetime import date
from itertools import product
from uuid import UUID

import pytest

from services.support.domain.case import Case
from services.support.domain.deployment import Deployment
from services.support.domain.fit import Candidate, Favour, Obstacle, ranked
from services.support.domain.people import School
from services.support.domain.sle import SLE, Ledger
from services.support.use_cases.end_deployment import EndDeployment
from shared.contracts.support import Ending, Split
from shared.kernel.days import Days
from shared.kernel.ids import CaseId, DeploymentId, PersonId, SchoolId
from shared.kernel.money import Money
from shared.kernel.refusal import Refusal
from shared.kernel.years import AcademicYear
from tests.service_fixtures import Bench
from tests.support.stories import ANNE, THIS_YEAR, asked, deployed, designated
from tests.telling import Stories

YEAR = AcademicYear(2026)
HOME, OTHER, CLIENT = (SchoolId(UUID(int=number)) for number in (1, 2, 3))
HALF_A_DAY = Days(1)
FREE = Split(Money(0), Money(0), Money(0))


def candidate(number: int = 7, left: int | None = 10, home: SchoolId = HOME, **other: bool) -> Candidate:
    """An SLE in phonics, of whom their school released so many half-days, or none at all."""
    school = School(home, "Hilltop", is_member=other.get("is_member", True), is_closed=other.get("is_closed", False))
    ledgers = {} if left is None else {YEAR: Ledger(OTHER if other.get("moved") else home, Days(left))}
    return Candidate(SLE(PersonId(UUID(int=number)), ("phonics",), ledgers), school, other.get("was_there", False))


def case(specialism: str = "phonics") -> Case:
    """A school asks."""
    return Case(CaseId(UUID(int=9)), CLIENT, specialism, date(2027, 3, 1))


def refused(asked_for: Case, who: Candidate) -> bool:
    """Is agreeing on half a day refused?"""
    id_ = DeploymentId(UUID(int=5))
    begins = date(2027, 3, 1)
    deployment = Deployment(
        *(id_, who.sle.person_id, who.home.school_id, asked_for.specialism, HALF_A_DAY, begins, FREE, FREE)
    )
    try:
        asked_for.deploy(deployment, School(CLIENT, "Meadow"))
        who.sle.promise(who.home, asked_for.specialism, YEAR, HALF_A_DAY)
    except Refusal:
        return True
    return False


WAYS = list(product((None, 0, 10), (HOME, CLIENT), *[(False, True)] * 3, ("phonics", "maths")))


@pytest.mark.parametrize(("left", "home", "is_member", "is_closed", "moved", "specialism"), WAYS)
def test_an_obstacle_is_named_exactly_when_agreeing_would_be_refused(
    left: int | None, home: SchoolId, is_member: bool, is_closed: bool, moved: bool, specialism: str
) -> None:
    """Nobody is shown as fitting who can't be agreed on, and nobody is hidden who can."""
    who = candidate(left=left, home=home, is_member=is_member, is_closed=is_closed, moved=moved)
    [fit] = ranked(case(specialism), [who], YEAR)
    assert bool(fit.obstacles) is refused(case(specialism), who)


def test_who_knows_the_school_comes_first_and_then_who_has_most_days() -> None:
    """The nearest misses follow; one who lacks the specialism is further off than one who lacks days."""
    knows, most, few = candidate(1, 2, was_there=True), candidate(2, 20), candidate(3, 4)
    spent, elsewhere = candidate(4, 0), candidate(5, 30)
    elsewhere = replace(elsewhere, sle=SLE(elsewhere.sle.person_id, ("maths",), elsewhere.sle.years))
    found = ranked(case(), [elsewhere, spent, few, most, knows], YEAR)
    assert [each.candidate for each in found] == [knows, most, few, spent, elsewhere]
    assert found[0].favours == tuple(Favour)
    assert [each.obstacles for each in found[3:]] == [(Obstacle.NO_DAYS_LEFT,), (Obstacle.OTHER_SPECIALISM,)]


async def test_matches_are_shown_to_the_office(support: Bench, alliance: Stories) -> None:
    """With the days that are left, and that somebody knows the school from before; the year is whose days are meant."""
    await designated(support, 10)
    first = await asked(support)
    deployment = await deployed(support, first, 6)
    case_id = await asked(support)
    async with support.client("office") as client:
        [match] = (await client.get(f"/cases/{case_id}/matches", params={"academic_year": 2026})).json()
        assert match["person_id"] == str(ANNE)
        assert (match["school"], match["left"]) == ("Hilltop Juniors", 4.0)
        assert (match["favours"], match["obstacles"]) == (["specialism", "days_left", "knows_the_school"], [])
        await support.do(EndDeployment(first, deployment, Ending.FINISHED))
        year = {"academic_year": THIS_YEAR.begins}
        assert (await client.get(f"/cases/{case_id}/matches", params=year)).json()[0]["left"] == 10.0
        [match] = (await client.get(f"/cases/{case_id}/matches", params={"academic_year": 2027})).json()
        assert match["obstacles"] == ["not_released"]
