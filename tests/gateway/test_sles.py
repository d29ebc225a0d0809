"""SLEs designated and retired by the pages; support is played by the test."""

import re
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.gateway.adapters.services import Refused
from tests.gateway.conftest import Behind

ANN, BO = (str(UUID(int=number)) for number in (7, 8))

LINE: dict[str, Any] = {
    "person_id": ANN,
    "home_school": "Hilltop Juniors",
    "specialisms": ["maths"],
    "academic_year": 2026,
    "released": 10.0,
    "committed": 3.0,
    "worked": 1.5,
    "left": 5.5,
}

DESIGNATE = "/support/sles/designate"


@pytest.fixture(autouse=True)
def laid_out(behind: Behind) -> None:
    """Ann is an SLE, Bo isn't; support takes whatever it is told."""
    school = {"school": "Hilltop Juniors", "school_id": str(UUID(int=3)), "roles": ["teacher"]}
    people = [{"person_id": ANN, "name": "Ann Shaw", **school}, {"person_id": BO, "name": "Bo Lee", **school}]
    behind.says |= {
        "GET /sles": [LINE],
        "POST /sles": {"id": ANN},
        "/people": people,
        "/members/people": people,
        "/specialisms": [{"code": "maths", "name": "Maths"}, {"code": "art", "name": "Art"}],
    }


async def test_somebody_is_designated(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """The form is blank for who isn't one yet, and chosen is who it was opened for."""
    page = (await browser.get(DESIGNATE, params={"person": BO})).text
    assert re.search(rf'value="{BO}" selected', page)
    assert "checked" not in page
    sent = {"person_id": BO, "academic_year": "2026", "released": "7½", "specialisms": ["art", "maths"]}
    answer = await browser.post(DESIGNATE, data=sent | {"csrf": csrf, "form_key": "1"})
    assert answer.headers["location"] == "/support/sles"
    body = {"person_id": BO, "specialisms": ["art", "maths"], "academic_year": 2026, "released": 7.5}
    assert behind.told == [("POST", "/sles", body)]


async def test_what_is_missing_is_said_at_its_field(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """All of it at once; what was ticked stays."""
    sent = {"person_id": "", "academic_year": "2026", "released": "many", "csrf": csrf, "form_key": "1"}
    page = (await browser.post(DESIGNATE, data=sent)).text
    for words in ("Choose who it is.", "Enter days as 10 or 7.5, from 0 to 366.", "Tick what they are good at."):
        assert words in page
    again = await browser.post(DESIGNATE, data=sent | {"specialisms": ["art"]})
    assert re.search(r'value="art" checked', again.text)
    assert behind.told == []


async def test_an_sles_days_are_changed_from_what_they_are(browser: httpx.AsyncClient, csrf: str) -> None:
    """Of the year that was asked for."""
    page = (await browser.get(DESIGNATE, params={"person": ANN, "year": "2026"})).text
    assert "3 days agreed and 1½ days worked of 10 days: 5½ days left" in page
    assert re.search(r'name="released"[^>]*value="10"', page)
    assert re.search(r'value="maths" checked', page)


async def test_an_sle_who_is_taken_for_new_is_asked_about(
    browser: httpx.AsyncClient, csrf: str, behind: Behind
) -> None:
    """Their days and subjects aren't overwritten by somebody who hasn't seen them; then they are."""
    sent = {"person_id": ANN, "academic_year": "2026", "released": "12", "specialisms": ["art"]}
    page = (await browser.post(DESIGNATE, data=sent | {"csrf": csrf, "form_key": "1"})).text
    assert "They are an SLE of 2026/27 already, with 10 days released." in page
    assert behind.told == []
    [shown] = re.findall(r'name="shown" value="([^"]*)"', page)
    await browser.post(DESIGNATE, data=sent | {"shown": shown, "csrf": csrf, "form_key": "1"})
    assert [body["released"] for _, _, body in behind.told] == [12.0]


async def test_an_sle_retires(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """Released is what is agreed on and worked already, and no day more."""
    await browser.post(f"/support/sles/{ANN}/2026/retire", data={"csrf": csrf, "form_key": "1"})
    body = {"person_id": ANN, "specialisms": ["maths"], "academic_year": 2026, "released": 4.5}
    assert behind.told == [("POST", "/sles", body)]


async def test_nobody_retires_who_isnt_one(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """A sentence, and nothing has happened."""
    answer = await browser.post(f"/support/sles/{BO}/2026/retire", data={"csrf": csrf, "form_key": "1"})
    assert (answer.status_code, "No days of theirs are released for 2026/27" in answer.text) == (404, True)
    assert behind.told == []


async def test_what_support_says_no_to_is_said(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """In its own words, over the form as it was sent."""
    behind.says["POST /sles"] = Refused("Hilltop Juniors has agreed on 4½ days.", "days-are-committed", 409)
    sent = {"person_id": ANN, "academic_year": "2026", "released": "2", "specialisms": ["maths"]}
    sent["shown"] = f"{ANN} 2026"
    answer = await browser.post(DESIGNATE, data=sent | {"csrf": csrf, "form_key": "1"})
    assert (answer.status_code, "Hilltop Juniors has agreed on 4½ days." in answer.text) == (422, True)
