"""Who is out of class and how much, week by week; support is played by the test."""

import itertools
import re
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.entrypoints.pages.days import WEEK, part_of, parts_of, rows
from shared.kernel.years import AcademicYear
from tests.gateway.conftest import Behind

ANN, BO = (str(UUID(int=number)) for number in (7, 8))

DAYS = {"released": 10.0, "committed": 3.0, "worked": 4.0, "left": 3.0}

SLES: list[dict[str, Any]] = [
    {"person_id": BO, "home_school": "Valley Infants", **DAYS},
    {"person_id": ANN, "home_school": "Hilltop Juniors", **DAYS},
]

WEEKS: list[dict[str, Any]] = [
    {"person_id": ANN, "home_school_id": str(UUID(int=3)), "monday": "2027-03-08", "days": 2.5},
    {"person_id": ANN, "home_school_id": str(UUID(int=4)), "monday": "2027-03-08", "days": 0.5},
    {"person_id": ANN, "home_school_id": str(UUID(int=3)), "monday": "2027-03-01", "days": 1.0},
]


@pytest.fixture(autouse=True)
def laid_out(behind: Behind) -> None:
    """Ann works at Hilltop, and Bo at Valley."""
    people = [{"person_id": ANN, "name": "Ann Shaw"}, {"person_id": BO, "name": "Bo Lee"}]
    behind.says |= {"/sles": SLES, "/weeks": WEEKS, "/people": people}


async def test_each_cell_says_its_days(browser: httpx.AsyncClient, csrf: str) -> None:
    """In words besides its shade; the part of the year that today lies in, and the way to the others."""
    page = (await browser.get("/support/days")).text
    assert re.findall(r'app-heat__cell--(\d)">([^<]+)<', page) == [("1", "1"), ("3", "3")]
    assert [rel for rel in re.findall(r'rel="(\w+)"', page) if rel in ("prev", "next")] == ["prev", "next"]
    assert "3 days <span" in page  # most in one week: what would be too much is named


@pytest.mark.parametrize(("away", "shown"), [("/weeks", True), ("/sles", False)])
async def test_what_support_doesnt_tell_is_said(
    browser: httpx.AsyncClient, csrf: str, behind: Behind, away: str, shown: bool
) -> None:
    """Whose weeks aren't known is there with their days."""
    del behind.says[away]
    answer = await browser.get("/support/days?year=2026&part=99")
    assert (answer.status_code, answer.text.count("the service support doesn&#39;t answer")) == (200, 1)
    assert ("Ann Shaw" in answer.text) is shown


def test_people_stand_by_school_and_name_with_the_week_that_took_most() -> None:
    """Weeks at two former schools of one person are added up."""
    by_school = rows(SLES, WEEKS, {ANN: {"name": "Ann Shaw"}, BO: {"name": "Bo Lee"}})
    assert [school for school, _ in by_school] == ["Hilltop Juniors", "Valley Infants"]
    [ann] = by_school[0][1]
    assert ann["weeks"] == {date(2027, 3, 8): 3.0, date(2027, 3, 1): 1.0}
    assert (ann["most"], by_school[1][1][0]["most"]) == ((date(2027, 3, 8), 3.0), None)


@given(st.integers(2000, 2100).map(AcademicYear), st.data())
def test_every_day_of_a_year_lies_in_one_of_its_weeks(year: AcademicYear, data: st.DataObject) -> None:
    """Each week is shown once, in order; a day's part is found."""
    mondays = [monday for part in parts_of(year) for monday in part.mondays]
    assert all(later - sooner == WEEK for sooner, later in itertools.pairwise(mondays))
    day = data.draw(st.dates(year.first_day, year.last_day))
    assert sum(monday <= day < monday + WEEK for monday in mondays) == 1
    assert any(monday <= day < monday + WEEK for monday in part_of(year, day, None).mondays)
