"""A grant's life, by the rules alone and by commands; and two people who decide about it at once."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.finance.domain.funds import Standing
from services.finance.domain.grant import Grant
from services.finance.domain.refusals import (
    AlreadyScheduled,
    AmountOutOfRange,
    GrantAlreadyReceived,
    GrantIsUnknown,
    GrantWasRefused,
    MoreThanAppliedFor,
    NoGrantThatYear,
    NotAskedFor,
)
from services.finance.domain.terms import coordination
from services.finance.use_cases.apply_for_grant import ApplyForGrant
from services.finance.use_cases.receive_grant import ReceiveGrant
from services.finance.use_cases.refuse_grant import RefuseGrant
from services.finance.use_cases.schedule_grant import ScheduleGrant
from shared.contracts.finance import GrantApplied, GrantEarned, GrantKind, GrantReceived, GrantRefused
from shared.kernel.ids import GrantId
from shared.kernel.money import Money
from tests.finance.facts import CASE, GRANT
from tests.finance.telling import TERMS
from tests.service_fixtures import Bench, kinds

LEAST, MOST = 500_000, 2_000_000
pence = st.integers(LEAST, MOST)


def applied_for(amount: int = 1_200_000) -> Grant:
    """A support grant that was applied for."""
    grant = Grant(GRANT, GrantKind.S2S, 2026, CASE)
    grant.apply(Money(amount), TERMS)
    return grant


def test_an_application_says_what_for_and_how_likely_it_is() -> None:
    """The likelihood is data; the amount is in whole pence."""
    told = Grant(GRANT, GrantKind.S2S, 2026, CASE).apply(Money(1_200_000), TERMS)
    assert told == GrantApplied(GRANT, GrantKind.S2S, Money(1_200_000), 2026, 50, CASE)


@pytest.mark.parametrize("amount", [0, LEAST - 1, MOST + 1])
def test_support_grants_are_from_5000_to_20000_pounds(amount: int) -> None:
    """Neither a penny less nor a penny more (domain.md, "Money", 17)."""
    with pytest.raises(AmountOutOfRange, match=r"from £5,000\.00 to £20,000\.00"):
        applied_for(amount)


@given(pence, st.data())
def test_an_award_is_never_more_than_was_applied_for(amount: int, data: st.DataObject) -> None:
    """Less is an award too; what is beyond it was refused."""
    award = data.draw(st.integers(1, amount))
    assert applied_for(amount).receive(Money(award)) == GrantReceived(
        GRANT, GrantKind.S2S, Money(amount), Money(award), 2026, CASE
    )
    with pytest.raises(MoreThanAppliedFor, match="Check the award letter"):
        applied_for(amount).receive(Money(amount + 1))


def test_a_grant_is_decided_once() -> None:
    """Each second decision is refused by what the first one was, and changes nothing."""
    received, refused = applied_for(), applied_for()
    received.receive(Money(1_000_000))
    assert refused.refuse() == GrantRefused(GRANT, GrantKind.S2S, Money(1_200_000), 2026, CASE)
    deciding: tuple[Callable[[Grant], object], ...] = (lambda each: each.receive(Money(1)), Grant.refuse)
    for decide in deciding:
        with pytest.raises(GrantAlreadyReceived, match=r"support grant for 2026/27 was received before: £10,000\.00"):
            decide(received)
        with pytest.raises(GrantWasRefused, match=r"2026/27, £12,000\.00, was turned down before"):
            decide(refused)
    assert (received.amount, refused.standing) == (Money(1_000_000), Standing.REFUSED)


@pytest.mark.parametrize(("year", "pounds"), [(2026, 60), (2027, 50), (2028, 40), (2029, 40), (2030, 40), (2035, 40)])
def test_the_core_grant_follows_its_schedule(year: int, pounds: int) -> None:
    """60, 50, 40 and 40 thousand, and 40 after that."""
    told = Grant(GRANT, GrantKind.CORE, year).schedule(TERMS)
    assert (told.applied, told.amount) == (Money(0), Money(pounds * 100_000))


def test_nothing_is_scheduled_before_the_alliance_began_and_no_support_grant_ever() -> None:
    """The one is a year too early, the other has to be applied for."""
    for kind in (GrantKind.CORE, GrantKind.NLE):
        with pytest.raises(NoGrantThatYear, match="first year is 2026/27, so 2025/26 has no grant"):
            Grant(GRANT, kind, 2025).schedule(TERMS)
    with pytest.raises(NotAskedFor, match="Apply for it"):
        Grant(GRANT, GrantKind.S2S, 2026).schedule(TERMS)


@given(st.integers(0, MOST))
def test_at_most_five_per_cent_may_stay_with_the_alliance(grant: int) -> None:
    """A part of a penny is left out, for it would be more."""
    most = coordination(Money(grant)).pence
    assert most * 20 <= grant < (most + 1) * 20


async def test_grants_are_applied_for_received_and_refused(finance: Bench) -> None:
    """Each is told once, under the grant's own key; a refused command leaves nothing."""
    one = await finance.do(ApplyForGrant(Money(1_200_000), 2026, CASE))
    other = await finance.do(ApplyForGrant(Money(500_000), 2026, None))
    await finance.do(ReceiveGrant(one, Money(1_000_000)))
    await finance.do(RefuseGrant(other))
    told = await finance.outbox()
    assert kinds([each.fact for each in told]) == [
        "GrantApplied",
        "GrantApplied",
        "GrantReceived",
        "GrantEarned",
        "GrantRefused",
    ]
    assert [each.envelope.key for each in told] == [str(each) for each in (one, other, one, one, other)]
    for command in (ReceiveGrant(one, Money(1)), RefuseGrant(one)):
        with pytest.raises(GrantAlreadyReceived):
            await finance.do(command)
    assert len(await finance.outbox()) == 5


async def test_a_grant_of_a_year_to_come_is_earned_when_that_year_begins(finance: Bench) -> None:
    """At midnight in London: 31 August, 23:00 UTC. Only once, and nobody can decide about it any more."""
    grant = await finance.do(ScheduleGrant(GrantKind.CORE, 2027))
    finance.clock.now = datetime(2027, 8, 31, 22, 59, 59, tzinfo=UTC)
    assert (await finance.fire_timers(), await finance.told(GrantEarned)) == (0, [])
    finance.clock.pass_by(1)
    assert await finance.fire_timers() == 1
    assert await finance.told(GrantEarned) == [GrantEarned(grant, GrantKind.CORE, Money(5_000_000), 2027, None)]
    assert await finance.fire_timers() == 0
    for command in (ReceiveGrant(grant, Money(1)), RefuseGrant(grant)):
        with pytest.raises(GrantAlreadyReceived):
            await finance.do(command)


async def test_a_grant_that_was_never_applied_for_cannot_be_decided(finance: Bench) -> None:
    """It is named as unknown."""
    nobody = GrantId(UUID(int=404))
    for command in (ReceiveGrant(nobody, Money(1)), RefuseGrant(nobody)):
        with pytest.raises(GrantIsUnknown, match="never applied for"):
            await finance.do(command)


async def test_of_two_decisions_at_once_one_stands(finance: Bench) -> None:
    """Two letters, or a letter and a refusal: whoever comes second finds it decided."""
    for decisions in (lambda g: [ReceiveGrant(g, Money(1)), ReceiveGrant(g, Money(2))], lambda g: [RefuseGrant(g)] * 2):
        grant = await finance.do(ApplyForGrant(Money(1_200_000), 2026, CASE))
        outcomes = await asyncio.gather(*map(finance.do, decisions(grant)), return_exceptions=True)
        assert [each for each in outcomes if not isinstance(each, Exception)] == [None]
        assert sum(isinstance(each, GrantAlreadyReceived | GrantWasRefused) for each in outcomes) == 1
    assert len(await finance.told(GrantReceived, GrantRefused)) == 2


async def test_core_and_nle_grants_come_once_a_year(finance: Bench) -> None:
    """Also when two schedule the same at once; another kind or year is another grant."""
    command = ScheduleGrant(GrantKind.CORE, 2026)
    outcomes = await asyncio.gather(*(finance.do(command) for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(each, AlreadyScheduled) for each in outcomes) == 2
    await finance.do(ScheduleGrant(GrantKind.NLE, 2026))
    await finance.do(ScheduleGrant(GrantKind.CORE, 2027))
    amounts = [each.amount.pence for each in await finance.told(GrantReceived)]
    assert amounts == [6_000_000, 600_000, 5_000_000]
