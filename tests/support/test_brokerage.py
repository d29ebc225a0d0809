"""What a day costs whom: money.md's worked example to the penny, the real rules, and any others."""

import csv
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.support.adapters.rules import DATA, RulesAsData, brokerage
from services.support.domain.amounts import half_days, whole_pence
from services.support.domain.brokerage import HALF_A_DAY, Brokerage, Where, cost, total
from services.support.domain.refusals import BrokerageIsMoreThanTheCharge, DayRateIsNotWholePence, DaysAreNotHalfDays
from services.support.domain.specialisms import code_of
from shared.contracts.support import Split
from shared.kernel.days import Days
from shared.kernel.money import Money

INSIDE, ON_TOP = (Brokerage(where, Decimal("0.15")) for where in (Where.INSIDE, Where.ON_TOP))

KINDS = st.builds(Brokerage, st.sampled_from(Where), st.integers(0, 100).map(lambda n: Decimal(n) / 100))


def split(client: int, home: int, kept: int) -> Split:
    """Pence."""
    return Split(Money(client), Money(home), Money(kept))


@pytest.mark.parametrize(
    ("rule", "rate", "halves", "expected"),
    [
        (INSIDE, "350.00", 12, split(210_000, 178_500, 31_500)),
        (ON_TOP, "420.00", 12, split(289_800, 252_000, 37_800)),
        (INSIDE, "333.33", 4, split(66_666, 56_666, 10_000)),
        (INSIDE, "333.33", 1, split(16_667, 14_167, 2_500)),
        (INSIDE, "350.00", 2, split(35_000, 29_750, 5_250)),
        (ON_TOP, "420.00", 2, split(48_300, 42_000, 6_300)),
        (INSIDE, "333.33", 3, split(50_000, 42_500, 7_500)),
    ],
)
def test_the_worked_example_comes_out_to_the_penny(rule: Brokerage, rate: str, halves: int, expected: Split) -> None:
    """money.md, "What each fact posts": every row of SLEDeployed, its single days, and a day and a half."""
    charge = whole_pence(Decimal(rate))
    assert cost(Days(halves), rule.split(charge), rule.split(charge, HALF_A_DAY)) == expected


def test_a_flat_amount_is_halved_for_half_a_day() -> None:
    """Yarlside's rule: £50 a day, pro rata half days."""
    flat = brokerage("flat £50/day")
    assert flat.split(Money(35_000)) == split(35_000, 30_000, 5_000)
    assert flat.split(Money(35_000), HALF_A_DAY) == split(17_500, 15_000, 2_500)


def test_each_real_rule_gives_what_its_alliance_published() -> None:
    """The file says what home school and alliance get a day: another way to the same pennies."""
    rules = list(RulesAsData.read().rates.values())
    with (DATA / "deployment_day_rates.csv").open(encoding="utf-8") as file:
        published = list(csv.DictReader(file))
    assert len(rules) == len(published) == 9
    for rate, row in zip(rules, published, strict=True):
        day = rate.brokerage.split(rate.day_rate)
        said = [whole_pence(Decimal(row[name])) for name in ("home_school_per_day_gbp", "brokerage_per_day_gbp")]
        assert [day.home_school_gets, day.alliance_keeps] == said, rate.code


def test_a_rule_that_nobody_knows_stops_the_service() -> None:
    """Rather than to guess."""
    with pytest.raises(ValueError, match="no rule of brokerage"):
        brokerage("about a tenth")


@given(KINDS, st.integers(1, 1_000_000), st.integers(0, 80))
def test_three_parties_money_always_adds_up(rule: Brokerage, pence: int, halves: int) -> None:
    """Per line and in the sum; nobody pays or gets less than nothing; a day's rounding is within half a penny."""
    day, half = rule.split(Money(pence)), rule.split(Money(pence), HALF_A_DAY)
    whole = cost(Days(halves), day, half)
    for line in (day, half, whole):
        assert line.client_pays == line.home_school_gets + line.alliance_keeps
        assert min(line.client_pays, line.home_school_gets, line.alliance_keeps) >= Money(0)
    assert abs(day.alliance_keeps.pence - pence * rule.share) <= Decimal("0.5")
    assert whole == total([day] * (halves // 2) + [half] * (halves % 2))


def test_brokerage_beyond_the_charge_is_refused() -> None:
    """A home school isn't paid less than nothing."""
    with pytest.raises(BrokerageIsMoreThanTheCharge):
        brokerage("flat £50/day").split(Money(4_000))


@pytest.mark.parametrize("pounds", ["333.333", "0", "-1", "0.001"])
def test_a_day_rate_is_whole_pence(pounds: str) -> None:
    """Three decimals are refused, not rounded."""
    with pytest.raises(DayRateIsNotWholePence):
        whole_pence(Decimal(pounds))


@pytest.mark.parametrize("days", ["0.25", "-1", "1.7"])
def test_days_are_halves(days: str) -> None:
    """A quarter of a day can't be agreed on."""
    with pytest.raises(DaysAreNotHalfDays):
        half_days(Decimal(days))


def test_specialisms_have_one_code_in_both_editions() -> None:
    """Made from the name alone, whatever stands beside it; *Assessment* stands under two headings of one edition."""
    found = RulesAsData.read().specialisms.by_code
    assert code_of("Personal, social and health education") == "personal_social_and_health_education"
    assert {edition for edition, _ in found["phonics"].focuses} == {
        "2011-2015 (Ofsted 2012 focus names)",
        "2015 onward (Common Inspection Framework names)",
    }
    assert len(found["assessment"].focuses) == 3
    assert sum(len(each.focuses) for each in found.values()) == 56
    assert len({each.name for each in found.values()}) == len(found)
