"""Money: whole pence, rounded half up per line."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.kernel.money import Money

PENCE = some.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("pence", "share", "expected"),
    [
        (33333, "0.15", 5000),
        (33333, "0.5", 16667),
        (16667, "0.15", 2500),
        (35000, "0.15", 5250),
        (-33333, "0.5", -16667),
    ],
)
def test_a_part_is_rounded_half_up_to_the_penny(pence: int, share: str, expected: int) -> None:
    """The rates of money.md's worked example come out to the penny, reversals too."""
    assert Money(pence).part(Decimal(share)) == Money(expected)


@given(PENCE, PENCE)
def test_taking_away_undoes_adding(one: int, other: int) -> None:
    """Money never leaks: adding and taking away the same leaves what was there."""
    assert Money(one) + Money(other) - Money(other) == Money(one)


@given(PENCE, some.decimals(0, 2, places=4))
def test_the_part_of_a_reversal_is_the_reversal_of_the_part(pence: int, share: Decimal) -> None:
    """Half up rounds away from zero on both sides, so that a reversal cancels exactly."""
    assert Money(-pence).part(share) == -Money(pence).part(share)


def test_money_reads_as_people_write_it() -> None:
    """Thousands have their comma, pence two digits, and what is owed back a minus."""
    assert [str(Money(125000)), str(Money(-5)), str(Money(0))] == ["£1,250.00", "-£0.05", "£0.00"]
