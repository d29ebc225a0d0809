"""An SLE is agreed on for a case, on the real database: what is told, who is refused, and two at once."""

import asyncio
from datetime import date
from uuid import UUID

import pytest

from services.support.domain.refusals import (
    CaseIsClosed,
    CaseIsDeclined,
    CaseIsUnknown,
    DeploymentNeedsDays,
    DesignationMustBeRenewed,
    NotAnSLE,
    NotEnoughDaysLeft,
    OwnSchool,
    RateIsUnknown,
    SchoolIsClosed,
    SLEHasAnotherSpecialism,
)
from services.support.use_cases.close_case import CloseCase
from services.support.use_cases.decline_support import DeclineSupport
from services.support.use_cases.end_deployment import EndDeployment
from shared.contracts.registry import PersonMoved, Role, SchoolChanged, SchoolClosed, SchoolSucceeded, Status
from shared.contracts.support import Decline, Ending, SLEDeployed, Split
from shared.kernel.days import Days
from shared.kernel.ids import CaseId, GrantId, Urn
from shared.kernel.money import Money
from tests.service_fixtures import Bench, kinds
from tests.support.stories import (
    ANNE,
    FIRST_OF_MARCH,
    HILLTOP,
    OUTSIDE,
    VALLEY,
    asked,
    deployed,
    deploying,
    designated,
    ledger,
)
from tests.telling import Stories

GRANT = GrantId(UUID(int=0x6))


async def test_a_deployment_tells_days_parties_and_money(support: Bench, alliance: Stories) -> None:
    """The first row of money.md's worked example, as finance gets it."""
    await designated(support)
    case_id = await asked(support)
    deployment_id = await deployed(support, case_id, 6, grant_id=GRANT)
    assert (await support.told(SLEDeployed)) == [
        SLEDeployed(
            case_id,
            deployment_id,
            ANNE,
            HILLTOP,
            OUTSIDE,
            "phonics",
            Days.whole(6),
            FIRST_OF_MARCH,
            Split(Money(35_000), Money(29_750), Money(5_250)),
            Split(Money(17_500), Money(14_875), Money(2_625)),
            GRANT,
        )
    ]
    assert await ledger(support) == (20, 12, 0)


@pytest.mark.parametrize(
    ("rate", "day_rate", "day", "half"),
    [
        ("northern_alliance_2015_16_sle", None, (48_300, 42_000, 6_300), (24_150, 21_000, 3_150)),
        ("fairfields_tsa_2019_20_sle", Money(33_333), (33_333, 28_333, 5_000), (16_667, 14_167, 2_500)),
        ("yarlside_tsa_n_d_sle", None, (35_000, 30_000, 5_000), (17_500, 15_000, 2_500)),
    ],
)
async def test_the_other_rules_are_told_to_the_penny(
    support: Bench,
    alliance: Stories,
    rate: str,
    day_rate: Money | None,
    day: tuple[int, int, int],
    half: tuple[int, int, int],
) -> None:
    """On top, the odd day rate and its own half day, and a flat amount."""
    await designated(support)
    await deployed(support, await asked(support), 2, rate=rate, day_rate=day_rate)
    [fact] = await support.told(SLEDeployed)
    assert (fact.day, fact.half_day) == (Split(*map(Money, day)), Split(*map(Money, half)))


async def test_days_never_exceed_what_is_released(support: Bench, alliance: Stories) -> None:
    """The refusal says how many are left, and what to do; nothing half done remains."""
    await designated(support, 8)
    first, second = await asked(support), await asked(support)
    await deployed(support, first, 6)
    said = r"Hilltop Juniors has 2 days of this SLE left in 2026/27, and this deployment needs 3\. Ask for 2 days, or"
    with pytest.raises(NotEnoughDaysLeft, match=said):
        await deployed(support, second, 3)
    assert await ledger(support) == (16, 12, 0)
    assert await support.query("SELECT count(*) FROM deployments") == [(1,)]
    await deployed(support, second, 2)
    assert await ledger(support) == (16, 16, 0)


async def test_of_many_who_ask_for_the_last_days_at_once_one_gets_them(support: Bench, alliance: Stories) -> None:
    """Eight cases, one SLE with three days, three wanted by each: real transactions, one winner, seven refused."""
    await designated(support, 3)
    cases = [await asked(support) for _ in range(8)]
    answers = await asyncio.gather(*(deployed(support, each, 3) for each in cases), return_exceptions=True)
    assert kinds(answers).count("NotEnoughDaysLeft") == 7
    assert len(await support.told(SLEDeployed)) == 1
    assert await ledger(support) == (6, 6, 0)


async def test_a_release_cut_while_days_are_promised_leaves_the_ledger_whole(support: Bench, alliance: Stories) -> None:
    """Whichever comes first, the other is refused."""
    await designated(support, 6)
    case_id = await asked(support)
    answers = await asyncio.gather(deployed(support, case_id, 6), designated(support, 2), return_exceptions=True)
    assert min(kinds(answers)) in {"DaysAreCommitted", "NotEnoughDaysLeft"}
    assert await ledger(support) in {(12, 12, 0), (4, 0, 0)}


async def test_the_database_itself_refuses_days_beyond_the_release(support: Bench, alliance: Stories) -> None:
    """The last word, should a rule be forgotten."""
    await designated(support, 3)
    with pytest.raises(Exception, match="sle_years_left"):
        await support.query("UPDATE sle_years SET committed = 7")


async def test_a_case_may_have_several_deployments(support: Bench, alliance: Stories) -> None:
    """Each has its days and its money."""
    await designated(support)
    case_id = await asked(support)
    await deployed(support, case_id, 2)
    await deployed(support, case_id, 3)
    assert await ledger(support) == (20, 10, 0)


async def test_nobody_is_deployed_to_their_own_school(support: Bench, alliance: Stories) -> None:
    """They are there already."""
    await designated(support)
    with pytest.raises(OwnSchool, match="Hilltop Juniors"):
        await deployed(support, await asked(support, HILLTOP))


async def test_a_declined_or_closed_case_gets_nobody(support: Bench, alliance: Stories) -> None:
    """Nor is it declined, or closed, again."""
    await designated(support)
    declined, closed = await asked(support), await asked(support)
    await support.do(DeclineSupport(declined, Decline.NO_CAPACITY))
    await support.do(EndDeployment(closed, await deployed(support, closed), Ending.FINISHED))
    with pytest.raises(CaseIsDeclined, match="declined on 12 March 2027"):
        await deployed(support, declined)
    with pytest.raises(CaseIsClosed, match="closed on 12 March 2027"):
        await deployed(support, closed)
    with pytest.raises(CaseIsDeclined):
        await support.do(DeclineSupport(declined, Decline.OTHER))
    with pytest.raises(CaseIsClosed):
        await support.do(CloseCase(closed))


async def test_declining_and_deploying_at_once_do_one_of_the_two(support: Bench, alliance: Stories) -> None:
    """They wait for the case's own lock."""
    await designated(support)
    case_id = await asked(support)
    answers = await asyncio.gather(
        support.do(DeclineSupport(case_id, Decline.NO_CAPACITY)), deployed(support, case_id), return_exceptions=True
    )
    assert len({"CaseIsDeclined", "CaseIsAnswered"} & set(kinds(answers))) == 1
    assert len(await support.told()) == 3


async def test_only_who_is_designated_in_what_was_asked_is_deployed(support: Bench, alliance: Stories) -> None:
    """In that year, and in that specialism."""
    case_id = await asked(support)
    with pytest.raises(NotAnSLE, match="2026/27"):
        await deployed(support, case_id)
    await designated(support, specialisms=("music",))
    with pytest.raises(SLEHasAnotherSpecialism, match="phonics"):
        await deployed(support, case_id)
    with pytest.raises(NotAnSLE, match="2027/28"):
        await deployed(support, case_id, begins_on=date(2027, 9, 1))


async def test_who_moved_school_must_be_designated_anew_and_agreements_stand(support: Bench, alliance: Stories) -> None:
    """The former school didn't release them to the new one; what was agreed keeps its home school and its days."""
    await designated(support)
    case_id = await asked(support)
    await deployed(support, case_id, 2)
    await alliance.tell(PersonMoved(ANNE, VALLEY, (Role.TEACHER,)))
    with pytest.raises(DesignationMustBeRenewed, match="now works at Valley Infants"):
        await deployed(support, case_id, 1)
    await designated(support, 5)
    await deployed(support, case_id, 1)
    assert [each.home_school_id for each in await support.told(SLEDeployed)] == [HILLTOP, VALLEY]
    assert await ledger(support) == (10, 6, 0)


async def test_nothing_is_agreed_with_a_closed_school_until_it_goes_on(support: Bench, alliance: Stories) -> None:
    """Neither for it nor from it; a successor, or a correction, opens it again."""
    await designated(support)
    case_id = await asked(support, VALLEY)
    await alliance.tell(SchoolClosed(VALLEY, Urn(100001), None))
    with pytest.raises(SchoolIsClosed, match="Valley Infants is closed"):
        await deployed(support, case_id, 1)
    with pytest.raises(SchoolIsClosed):
        await asked(support, VALLEY)
    await alliance.tell(SchoolSucceeded(VALLEY, Urn(100001), Urn(200001), "Valley Academy", None))
    await deployed(support, case_id, 1)
    await alliance.tell(SchoolChanged(HILLTOP, Urn(100001), "Hill Top", None, Status.CLOSED))
    with pytest.raises(SchoolIsClosed, match="Hill Top is closed"):
        await deployed(support, case_id, 1)


async def test_what_can_not_be_agreed_on_is_refused_by_name(support: Bench, alliance: Stories) -> None:
    """An unknown case, an unknown rate, no days."""
    await designated(support)
    case_id = await asked(support)
    with pytest.raises(CaseIsUnknown):
        await deployed(support, CaseId(UUID(int=404)))
    with pytest.raises(RateIsUnknown):
        await deployed(support, case_id, rate="for_free")
    with pytest.raises(DeploymentNeedsDays):
        await support.do(deploying(case_id, Days(0)))
