"""What a late cancellation costs, and what a plan must hold."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.bookings.domain.plan import fee
from services.bookings.domain.plan_refusals import FeeIsNegative, FeeIsNotInPence, TermsAreUnknown
from services.bookings.domain.terms import Notice, Rate, Rung, Unit
from shared.kernel.money import Money
from tests.bookings.plans import RULES

FEE = Money(12_000)


def due(terms: str, working_days: int, days: int, agreed: Money = FEE) -> int:
    """Pence."""
    return RULES.ladder(terms).charge(Notice(working_days, days), agreed, 2).pence


@pytest.mark.parametrize(
    ("terms", "working_days", "days", "pence"),
    [
        ("torbay", 11, 15, 1_500),
        ("torbay", 10, 14, 1_500),
        ("torbay", 9, 13, 12_000),
        ("copthorne", 20, 29, 0),
        ("copthorne", 20, 28, 6_000),
        ("copthorne", 10, 14, 9_000),
        ("copthorne", 5, 7, 12_000),
        ("colmore", 10, 14, 0),
        ("colmore", 9, 13, 6_000),
        ("colmore", 5, 8, 6_000),
        ("colmore", 5, 7, 12_000),
        ("portsmouth", 21, 30, 0),
        ("portsmouth", 20, 28, 6_000),
        ("portsmouth", 10, 14, 12_000),
        ("hartlepool", 5, 7, 0),
        ("hartlepool", 4, 6, 12_000),
        ("none", 0, 0, 0),
    ],
)
def test_each_ladder_costs_what_its_page_says(terms: str, working_days: int, days: int, pence: int) -> None:
    """At each of its edges; the rows of the file have the words and the source."""
    assert due(terms, working_days, days) == pence


def test_a_free_course_costs_nothing_where_the_amount_is_not_known() -> None:
    """Torbay's page says that a fee applies, and the stored copy cuts the amount off."""
    assert due("torbay", 1, 1, Money(0)) == 0


def test_a_rate_per_session_counts_the_sessions() -> None:
    """Also of a free course; of a paid one never more than its fee."""
    rung = Rung(3, Unit.WORKING_DAYS, Rate.PER_SESSION, 2_500)
    assert rung.charge(Money(0), 3) == Money(7_500)
    assert rung.charge(Money(6_000), 3) == Money(6_000)


@given(st.sampled_from(sorted(RULES.ladders)), st.integers(0, 60), st.integers(1, 100_000))
def test_later_never_costs_less_and_never_more_than_the_fee(terms: str, days: int, pence: int) -> None:
    """Whatever the fee, on whichever day."""
    event = date(2027, 4, 14)
    ladder = RULES.ladder(terms)
    sooner, later = (
        ladder.charge(Notice.of(event, event - timedelta(days=each), RULES.calendar), Money(pence), 1)
        for each in (days + 1, days)
    )
    assert Money(0) <= sooner <= later <= Money(pence)


def test_easter_is_no_notice() -> None:
    """From Thursday to Wednesday over Easter 2027 there is one working day, Tuesday."""
    assert Notice.of(date(2027, 3, 31), date(2027, 3, 25), RULES.calendar) == Notice(1, 6)


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian algorithm."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + k - 7 * ((a + 11 * h + 22 * k) // 451) + 114, 31)
    return date(year, month, day + 1)


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2028])
def test_each_year_has_its_eight_bank_holidays(year: int) -> None:
    """Good Friday and Easter Monday computed anew; none falls on a weekend."""
    days = {day for day in RULES.calendar.bank_holidays if day.year == year}
    assert len(days) == 8
    assert {easter(year) - timedelta(days=2), easter(year) + timedelta(days=1)} <= days
    assert all(day.weekday() < 5 for day in days)


def test_a_fee_is_in_whole_pence() -> None:
    """Three decimals are refused, not rounded."""
    assert fee(Decimal("12.50")) == Money(1_250)
    assert fee(Decimal("12.500")) == Money(1_250)
    with pytest.raises(FeeIsNotInPence, match=r"£12\.345 has more than two decimals"):
        fee(Decimal("12.345"))
    with pytest.raises(FeeIsNegative):
        fee(Decimal(-1))


def test_unknown_terms_are_refused() -> None:
    """With those that there are."""
    with pytest.raises(TermsAreUnknown, match="Choose one of colmore, copthorne"):
        RULES.ladder("ours")
