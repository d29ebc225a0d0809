"""Working days' notice."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.kernel.working_days import WorkingDays

EASTER = WorkingDays.without([date(2027, 3, 26), date(2027, 3, 29)])
DAYS = some.dates(date(2020, 1, 1), date(2030, 1, 1))


@pytest.mark.parametrize(
    ("event", "notice", "expected"),
    [
        (date(2027, 3, 12), date(2027, 3, 12), 0),
        (date(2027, 3, 12), date(2027, 3, 11), 0),
        (date(2027, 3, 12), date(2027, 3, 8), 3),
        (date(2027, 3, 15), date(2027, 3, 12), 0),
        (date(2027, 3, 30), date(2027, 3, 24), 1),
        (date(2027, 3, 12), date(2027, 4, 12), 0),
    ],
)
def test_notice_counts_the_working_days_between(event: date, notice: date, expected: int) -> None:
    """Weekends and bank holidays don't count, nor do the two days themselves."""
    assert EASTER.before(event, notice) == expected


@given(DAYS, some.integers(0, 400))
def test_notice_is_never_more_than_the_days_between(event: date, ahead: int) -> None:
    """A calendar only ever takes days away."""
    assert 0 <= EASTER.before(event, event - timedelta(days=ahead)) <= max(0, ahead - 1)


@given(DAYS, some.integers(1, 60))
def test_a_day_more_of_notice_is_at_most_a_working_day_more(event: date, ahead: int) -> None:
    """Notice grows with time, one day at a time."""
    later, sooner = (EASTER.before(event, event - timedelta(days=n)) for n in (ahead, ahead + 1))
    assert later <= sooner <= later + 1
