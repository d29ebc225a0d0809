"""Visits and endings, on the real database: what is worked, what goes back, what is refused."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from services.support.domain.refusals import (
    DeploymentHasEnded,
    DeploymentIsUnknown,
    DeploymentUnderWay,
    MoreThanADayOnOneDate,
    NotEnoughAgreedDays,
    VisitIsBeforeTheDeployment,
    VisitIsInAnotherYear,
    VisitIsInTheFuture,
    VisitNeedsDays,
)
from services.support.use_cases.close_case import CloseCase
from services.support.use_cases.end_deployment import EndDeployment
from services.support.use_cases.log_visit import LogVisit
from shared.contracts.support import DeploymentEnded, Ending, SLEDeployed, VisitLogged
from shared.kernel.days import Days
from shared.kernel.ids import CaseId, DeploymentId, VisitId
from tests.service_fixtures import Bench, kinds
from tests.support.stories import ANNE, asked, deployed, designated, ledger
from tests.telling import Stories

MONDAY = date(2027, 3, 8)


@pytest.fixture
async def agreed(support: Bench, alliance: Stories) -> tuple[CaseId, DeploymentId]:
    """Ten days are released, six agreed from the first of March."""
    await designated(support)
    case_id = await asked(support)
    return case_id, await deployed(support, case_id)


async def visited(support: Bench, agreed: tuple[CaseId, DeploymentId], on: date = MONDAY, halves: int = 2) -> VisitId:
    """Anne was there."""
    return await support.do(LogVisit(*agreed, on, Days(halves)))


async def state(support: Bench) -> str:
    """The one case's state."""
    return (await support.query("SELECT state FROM cases"))[0][0]


async def test_a_visit_turns_committed_days_into_worked_ones(
    support: Bench, agreed: tuple[CaseId, DeploymentId]
) -> None:
    """What is left stays the same, and the fact says what was worked when."""
    visit_id = await visited(support, agreed)
    await visited(support, agreed, date(2027, 3, 9), 1)
    first = (await support.told(VisitLogged))[0]
    assert first == VisitLogged(*agreed, visit_id, ANNE, MONDAY, Days.whole(1))
    assert await ledger(support) == (20, 9, 3)
    assert await state(support) == "under_way"


async def test_visits_end_with_the_agreed_days(support: Bench, alliance: Stories) -> None:
    """One day was agreed: half and half, and no third."""
    await designated(support)
    case_id = await asked(support)
    this = case_id, await deployed(support, case_id, 1)
    await visited(support, this, MONDAY, 1)
    with pytest.raises(NotEnoughAgreedDays, match="has ½ day left, and the visit took 1 day"):
        await visited(support, this, date(2027, 3, 9), 2)
    await visited(support, this, date(2027, 3, 9), 1)
    with pytest.raises(NotEnoughAgreedDays):
        await visited(support, this, date(2027, 3, 10), 1)
    assert await ledger(support) == (20, 0, 2)


async def test_two_who_log_the_last_day_at_once_log_one(support: Bench, alliance: Stories) -> None:
    """On different dates, so that only the agreed days stand in the way."""
    await designated(support)
    case_id = await asked(support)
    this = case_id, await deployed(support, case_id, 1)
    days = (date(2027, 3, day) for day in range(1, 6))
    answers = await asyncio.gather(*(visited(support, this, day) for day in days), return_exceptions=True)
    assert kinds(answers).count("NotEnoughAgreedDays") == 4
    assert await ledger(support) == (20, 0, 2)


async def test_nobody_works_more_than_a_day_on_one_date(support: Bench, agreed: tuple[CaseId, DeploymentId]) -> None:
    """On all cases together; half a day here and half a day there is well."""
    other = await asked(support)
    elsewhere = other, await deployed(support, other, 2)
    await visited(support, agreed, MONDAY, 1)
    with pytest.raises(MoreThanADayOnOneDate, match="This SLE has ½ day logged for 8 March 2027"):
        await visited(support, elsewhere, MONDAY, 2)
    await visited(support, elsewhere, MONDAY, 1)
    with pytest.raises(MoreThanADayOnOneDate):
        await visited(support, agreed, date(2027, 3, 9), 3)


async def test_a_visit_lies_within_its_deployment(support: Bench, agreed: tuple[CaseId, DeploymentId]) -> None:
    """Not before it begins, not in the future, and it has some days."""
    with pytest.raises(VisitIsBeforeTheDeployment, match="28 February 2027 is before the deployment begins"):
        await visited(support, agreed, date(2027, 2, 28))
    with pytest.raises(VisitIsInTheFuture):
        await visited(support, agreed, date(2027, 3, 13))
    with pytest.raises(VisitNeedsDays):
        await visited(support, agreed, MONDAY, 0)
    with pytest.raises(DeploymentIsUnknown):
        await visited(support, (agreed[0], DeploymentId(agreed[0])))
    await visited(support, agreed, date(2027, 3, 12))


async def test_a_visit_after_the_thirty_first_of_august_needs_a_new_deployment(
    support: Bench, agreed: tuple[CaseId, DeploymentId]
) -> None:
    """The days were released for the academic year in which the deployment begins."""
    support.clock.now = datetime(2027, 9, 10, 12, tzinfo=UTC)
    await visited(support, agreed, date(2027, 8, 31))
    with pytest.raises(VisitIsInAnotherYear, match="1 September 2027 is after 2026/27"):
        await visited(support, agreed, date(2027, 9, 1))


async def test_an_ended_deployment_gives_its_rest_back(support: Bench, agreed: tuple[CaseId, DeploymentId]) -> None:
    """Four and a half of six days, money.md's last row; the case is closed, and nothing is added."""
    for day in (1, 2, 3, 4):
        await visited(support, agreed, date(2027, 3, day))
    await visited(support, agreed, date(2027, 3, 5), 1)
    await support.do(EndDeployment(*agreed, Ending.FINISHED))
    [ended] = await support.told(DeploymentEnded)
    assert ended == DeploymentEnded(*agreed, ANNE, date(2027, 3, 12), Ending.FINISHED, Days(9), Days(3))
    assert (await ledger(support), await state(support)) == ((20, 0, 9), "closed")
    with pytest.raises(DeploymentHasEnded):
        await visited(support, agreed)
    with pytest.raises(DeploymentHasEnded):
        await support.do(EndDeployment(*agreed, Ending.FINISHED))


async def test_a_case_whose_sle_stopped_early_waits_for_another(
    support: Bench, agreed: tuple[CaseId, DeploymentId]
) -> None:
    """It is asked for again; somebody else may come, or the office closes it."""
    case_id, _ = agreed
    with pytest.raises(DeploymentUnderWay):
        await support.do(CloseCase(case_id))
    await support.do(EndDeployment(*agreed, Ending.STOPPED_EARLY))
    assert (await ledger(support), await state(support)) == ((20, 0, 0), "asked")
    await support.do(EndDeployment(case_id, await deployed(support, case_id, 1), Ending.STOPPED_EARLY))
    await support.do(CloseCase(case_id))
    assert await state(support) == "closed"


async def test_a_case_stays_open_while_another_deployment_goes_on(
    support: Bench, agreed: tuple[CaseId, DeploymentId]
) -> None:
    """The last to finish closes it."""
    second = agreed[0], await deployed(support, agreed[0], 1)
    await support.do(EndDeployment(*agreed, Ending.FINISHED))
    assert await state(support) == "agreed"
    await support.do(EndDeployment(*second, Ending.FINISHED))
    assert await state(support) == "closed"


async def test_a_visit_and_the_end_at_once_lose_no_day(support: Bench, agreed: tuple[CaseId, DeploymentId]) -> None:
    """Worked and given back are together what was agreed."""
    await asyncio.gather(
        visited(support, agreed), support.do(EndDeployment(*agreed, Ending.FINISHED)), return_exceptions=True
    )
    [deployment], [ended] = await support.told(SLEDeployed), await support.told(DeploymentEnded)
    assert ended.worked + ended.given_back == deployment.days
    assert await ledger(support) == (20, 0, ended.worked.halves)
