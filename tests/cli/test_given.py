"""What people type: read exactly, or refused in a sentence that quotes it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, time
from typing import Any

import pytest
import typer
from hypothesis import example, given
from hypothesis import strategies as st

from deploy.cli.given import day, half_days, meeting, pence, said_of, trainer, year
from deploy.cli.sorry import Problem, Sorry

MOST = 999_999_999_99
"""Pence of the greatest amount that can be typed."""

SCHOOL_DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))

Parser = Callable[[str], Any]


@given(st.integers(0, MOST), st.sampled_from(["", "£"]), st.sampled_from([",", ""]))
def test_every_amount_is_read_as_it_is_written(amount: int, sign: str, thousands: str) -> None:
    """With or without £ and commas; no penny is lost or won."""
    pounds = f"{amount // 100:,}".replace(",", thousands)
    assert pence(f" {sign}{pounds}.{amount % 100:02} ") == amount


@given(st.integers(0, MOST // 100))
def test_whole_pounds_need_no_decimals(pounds: int) -> None:
    """150 is £150.00, and one decimal is tenths of a pound."""
    assert pence(str(pounds)) == pounds * 100
    assert pence(f"{pounds}.5") == pounds * 100 + 50


@pytest.mark.parametrize("written", ["1.005", "£2,100.000", "0.001"])
def test_a_part_of_a_penny_is_refused_and_not_rounded(written: str) -> None:
    """The sentence says what is the least."""
    with pytest.raises(typer.BadParameter, match=rf"“{written}” has more than two decimals: a penny is the least"):
        pence(written)


@given(st.integers(0, 2 * 366))
def test_half_days_are_read_as_they_are_written(halves: int) -> None:
    """Up to a year of them."""
    assert half_days(f"{halves / 2:g}") * 2 == halves


@given(SCHOOL_DAYS)
def test_a_date_is_read_as_it_is_written(on: date) -> None:
    """Year, month, day."""
    assert day(f" {on.isoformat()} ") == on


@given(st.integers(2000, 2099), st.sampled_from("/-"))
@example(2099, "/")
def test_a_year_is_named_by_one_number_or_two(begins: int, between: str) -> None:
    """2026, 2026/27 and 2026-27 are the same."""
    assert {year(str(begins)), year(f"{begins}{between}{(begins + 1) % 100:02}")} == {begins}


@given(SCHOOL_DAYS, st.times(), st.times())
def test_a_session_is_a_day_and_two_times(on: date, begins: time, ends: time) -> None:
    """Spaces don't matter, and neither does a nought before the hour."""
    read = meeting(f" {on}  {begins.hour}:{begins:%M} - {ends:%H:%M} ")
    assert read == {"day": f"{on}", "begins": f"{begins:%H:%M}:00", "ends": f"{ends:%H:%M}:00"}


def test_a_trainer_is_a_school_a_name_and_days() -> None:
    """A name may hold whatever names hold."""
    assert trainer(" 101939: Ann O’Shaw-Bell :1.5 ") == (101939, "Ann O’Shaw-Bell", 1.5)


@pytest.mark.parametrize(
    ("parser", "written", "sentence"),
    [
        (pence, "-5", "“-5” is no amount of pounds"),
        (pence, "1,50", "“1,50” is no amount of pounds"),
        (pence, "", "“” is no amount of pounds"),
        (pence, "1000000000", "“1000000000” is no amount of pounds"),
        (day, "1.12.2026", "“1.12.2026” is no date: write it as 2026-12-01."),
        (day, "2027-02-29", "“2027-02-29” is no date"),
        (day, "20261201", "“20261201” is no date"),
        (day, "0001-12-01", "“0001-12-01” is no date"),
        (half_days, "two", "“two” is no number of days"),
        (half_days, "0.25", "0.25 days can't be counted"),
        (half_days, "-1", "-1 days can't be counted"),
        (half_days, "NaN", "NaN days can't be counted"),
        (half_days, "1e999999", "1e999999 days can't be counted"),
        (half_days, "366.5", "366.5 days can't be counted"),
        (year, "2026/28", "“2026/28” is no year: write 2026 or 2026/27."),
        (year, "26", "“26” is no year"),
        (meeting, "2027-03-12", "“2027-03-12” is no session: write it as “2027-03-12 13:30-15:30”."),
        (meeting, "2027-03-12 25:00-26:00", "“2027-03-12 25:00-26:00” is no session"),
        (meeting, "soon 13:30-15:30", "“soon” is no date"),
        (trainer, "Ann Shaw", "“Ann Shaw” is no trainer: write school, name and days"),
        (trainer, "101939: :1", "“101939: :1” is no trainer"),
        (trainer, "101939:Ann Shaw:0.7", "0.7 days can't be counted"),
    ],
)
def test_what_cannot_be_read_is_quoted(parser: Parser, written: str, sentence: str) -> None:
    """The reader sees what they typed, and how it is written."""
    with pytest.raises(typer.BadParameter) as refused:
        parser(written)
    assert refused.value.message.startswith(sentence)


@given(st.text(max_size=30))
def test_whatever_is_typed_is_read_or_refused(written: str) -> None:
    """Nothing else is ever raised."""
    for parser in (pence, day, half_days, year, meeting, trainer):
        with suppress(typer.BadParameter):
            parser(written)


def test_a_field_of_a_service_is_named_as_the_option_that_filled_it() -> None:
    """Without what is technical in the service's words."""
    place = {"where": "body.sessions.0.day", "what": "Value error: that day is past."}
    with pytest.raises(Sorry, match=r"^--on can't be right: that day is past\.$"), said_of({"sessions": "--on"}):
        raise Problem("It can't be read.", "invalid", [place])


def test_a_refusal_of_something_else_stays_what_it_is() -> None:
    """No option filled that field."""
    with pytest.raises(Problem, match="It can't be read"), said_of({"sessions": "--on"}):
        raise Problem("It can't be read.", "invalid", [{"where": "body.id", "what": "Bad."}])
