"""Academic and financial years."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.kernel.years import AcademicYear, FinancialYear


@pytest.mark.parametrize(
    ("day", "academic", "financial"),
    [
        (date(2026, 8, 31), "2025/26", "2026-27"),
        (date(2026, 9, 1), "2026/27", "2026-27"),
        (date(2027, 3, 31), "2026/27", "2026-27"),
        (date(2027, 4, 1), "2026/27", "2027-28"),
        (date(1999, 9, 1), "1999/00", "1999-00"),
    ],
)
def test_a_day_lies_in_one_year_of_each_calendar(day: date, academic: str, financial: str) -> None:
    """The years turn on 1 September and on 1 April."""
    assert (str(AcademicYear.of(day)), str(FinancialYear.of(day))) == (academic, financial)


@given(some.dates(date(1950, 1, 1), date(2150, 1, 1)))
def test_every_day_is_between_its_years_ends(day: date) -> None:
    """No day falls between two years."""
    for year in (AcademicYear.of(day), FinancialYear.of(day)):
        assert year.first_day <= day <= year.last_day
