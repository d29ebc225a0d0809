"""Who was out of class in which week."""

from datetime import date

from services.support.use_cases.log_visit import LogVisit
from shared.kernel.days import Days
from tests.service_fixtures import Bench
from tests.support.stories import ANNE, BOB, HILLTOP, asked, deployed, designated
from tests.support.test_http import as_head
from tests.telling import Stories

MONDAY, FRIDAY, NEXT_MONDAY = date(2027, 3, 1), date(2027, 3, 5), date(2027, 3, 8)


async def test_visits_are_added_up_by_week(support: Bench, alliance: Stories) -> None:
    """From Monday to Sunday, over all deployments, in halves; of the year that was asked for."""
    await designated(support, 20)
    cases = [await asked(support) for _ in range(2)]
    first, second = [(case_id, await deployed(support, case_id, 6)) for case_id in cases]
    for agreed, on, halves in ((first, MONDAY, 2), (second, FRIDAY, 1), (first, NEXT_MONDAY, 1)):
        await support.do(LogVisit(*agreed, on, Days(halves)))
    async with support.client("office") as client:
        found = (await client.get("/weeks", params={"academic_year": 2026})).json()
        of_anne = {"person_id": str(ANNE), "home_school_id": str(HILLTOP)}
        assert found == [
            of_anne | {"monday": "2027-03-01", "days": 1.5},
            of_anne | {"monday": "2027-03-08", "days": 0.5},
        ]
        assert (await client.get("/weeks", params={"academic_year": 2027})).json() == []


async def test_a_head_sees_their_own_schools_weeks(support: Bench, alliance: Stories) -> None:
    """And who leads none sees nobody's."""
    await designated(support)
    case_id = await asked(support)
    await support.do(LogVisit(case_id, await deployed(support, case_id), MONDAY, Days(2)))
    for who, weeks in ((BOB, 1), (ANNE, 0)):
        async with as_head(support, who) as head:
            assert len((await head.get("/weeks", params={"academic_year": 2026})).json()) == weeks
