"""Dates, times, money and days as British people write them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notify.adapters.english import date_time, days, in_words, mailto, money


def test_a_date_has_its_weekday_and_no_leading_nought() -> None:
    """As pages.md writes it."""
    assert in_words(date(2027, 3, 12)) == "Friday 12 March 2027"
    assert in_words(date(2028, 2, 29)) == "Tuesday 29 February 2028"
    assert in_words(date(2027, 8, 1)) == "Sunday 1 August 2027"


@settings(deadline=None)
@given(day=st.dates())
def test_a_date_is_the_same_in_words_and_in_the_calendar(day: date) -> None:
    """Read back with Python's own names of days and months (C locale)."""
    assert datetime.strptime(in_words(day).rsplit(" ", 1)[0] + f" {day.year:04}", "%A %d %B %Y").date() == day  # noqa: DTZ007


def test_a_moment_is_not_taken_for_a_date() -> None:
    """At 11:30pm in UTC it is already tomorrow in a London summer."""
    with pytest.raises(TypeError):
        in_words(datetime(2027, 7, 1, 23, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("utc", "words"),
    [
        ("2027-03-12T13:30", "Friday 12 March 2027, 1:30pm"),
        ("2027-03-12T09:00", "Friday 12 March 2027, 9am"),
        ("2027-03-12T09:05", "Friday 12 March 2027, 9:05am"),
        ("2027-03-12T12:00", "Friday 12 March 2027, midday"),
        ("2027-03-12T12:01", "Friday 12 March 2027, 12:01pm"),
        ("2027-03-12T00:00", "Friday 12 March 2027, midnight"),
        ("2027-03-12T00:15", "Friday 12 March 2027, 12:15am"),
        ("2027-07-01T23:30", "Friday 2 July 2027, 12:30am"),
    ],
)
def test_a_moment_is_told_in_london_time(utc: str, words: str) -> None:
    """Twelve-hour clock, no needless noughts."""
    assert date_time(datetime.fromisoformat(utc).replace(tzinfo=UTC)) == words


def test_clocks_go_forward_in_march() -> None:
    """Sunday 28 March 2027: the minute after 12:59am is 2am."""
    before = datetime(2027, 3, 28, 0, 59, tzinfo=UTC)
    assert date_time(before) == "Sunday 28 March 2027, 12:59am"
    assert date_time(before + timedelta(minutes=1)) == "Sunday 28 March 2027, 2am"


def test_clocks_go_back_in_october() -> None:
    """Sunday 31 October 2027: the minute after 1:59am is 1am again."""
    before = datetime(2027, 10, 31, 0, 59, tzinfo=UTC)
    assert date_time(before) == "Sunday 31 October 2027, 1:59am"
    assert date_time(before + timedelta(minutes=1)) == "Sunday 31 October 2027, 1am"


def test_a_moment_without_a_time_zone_is_refused() -> None:
    """It could be any hour."""
    with pytest.raises(ValueError, match="time zone"):
        date_time(datetime(2027, 3, 12, 13, 30))  # noqa: DTZ001 - that is what is refused


@pytest.mark.parametrize(
    ("pence", "words"),
    [(125_000, "£1,250.00"), (0, "£0.00"), (5, "£0.05"), (100_000_000, "£1,000,000.00"), (-5_250, "−£52.50")],
)
def test_money_is_written_in_pounds_and_pence(pence: int, words: str) -> None:
    """Whole pence in, never a fraction lost."""
    assert money(pence) == words


@settings(deadline=None)
@given(pence=st.integers())
def test_no_penny_is_lost_in_writing(pence: int) -> None:
    """Read back, it is the same sum."""
    read = money(pence).replace("£", "").replace(",", "").replace("−", "-")
    assert int(read.replace(".", "")) == pence


@pytest.mark.parametrize(
    ("count", "words"),
    [
        ("0.5", "½ day"),
        (1, "1 day"),
        ("1.5", "1½ days"),
        (Decimal("6.0"), "6 days"),
        (0, "0 days"),
        ("10.5", "10½ days"),
    ],
)
def test_days_are_written_in_halves(count: Decimal | int | str, words: str) -> None:
    """One day or less is a day; all else are days."""
    assert days(count) == words


@pytest.mark.parametrize("count", ["0.25", "-1", "1.75"])
def test_what_is_no_half_day_is_refused(count: str) -> None:
    """money.md: days are whole half-days."""
    with pytest.raises(ValueError, match="halves"):
        days(count)


def test_a_mailto_link_keeps_each_character() -> None:
    """An ampersand in a subject begins no second field."""
    assert (
        mailto("a+b@example.org", "Q & A: 100% Ŵ")
        == "mailto:a%2Bb@example.org?subject=Q%20%26%20A%3A%20100%25%20%C5%B4"
    )
