"""Schools that come in and their people, by the pages; registry is played by the test."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from services.gateway.adapters.services import Refused
from tests.gateway.conftest import Behind

HILLTOP, OUTSIDE = (str(UUID(int=number)) for number in (3, 4))


@pytest.fixture(autouse=True)
def laid_out(behind: Behind) -> None:
    """One member, and one school that is known without being one."""
    known = {"people": [], "contacts": [], "predecessors": [], "left_on": None, "urn": 101939, "story": []}
    behind.says |= {
        "GET /schools": [{"urn": 101939, "name": "Hilltop Juniors", "town": None, "postcode": "W5 1AA"}],
        "GET /members": [{"school_id": HILLTOP, "name": "Hilltop Juniors"}],
        f"/schools/{HILLTOP}": {"school_id": HILLTOP, "name": "Hilltop Juniors", "joined_on": "2026-09-01", **known},
        f"/schools/{OUTSIDE}": {"school_id": OUTSIDE, "name": "Outside Infants", "joined_on": None, **known},
        "POST /members": {"id": HILLTOP},
        "POST /introductions": {"id": OUTSIDE},
        "POST /people": {"id": str(UUID(int=7))},
        "POST /cases": {"id": str(UUID(int=9))},
        "/specialisms": [{"code": "maths", "name": "Maths"}],
    }


@pytest.mark.parametrize(
    ("how", "path", "school_id"), [("join", "/members", HILLTOP), ("introduce", "/introductions", OUTSIDE)]
)
async def test_a_school_joins_or_is_introduced(
    browser: httpx.AsyncClient, csrf: str, behind: Behind, how: str, path: str, school_id: str
) -> None:
    """By the same form; what registry is told differs, and so does what follows."""
    page = (await browser.get(f"/schools/{how}/101939")).text
    assert f'action="/schools/{how}/101939"' in page
    sent = {"head_name": "Ann Shaw", "csrf": csrf, "form_key": "1"}
    answer = await browser.post(f"/schools/{how}/101939", data=sent)
    assert answer.headers["location"] == f"/schools/{school_id}"
    body = {"urn": 101939, "head_name": "Ann Shaw", "head_address": None, "office_address": None}
    assert behind.told == [("POST", path, body)]


async def test_there_is_no_third_way_in(browser: httpx.AsyncClient, csrf: str) -> None:
    """An address that no page has."""
    assert (await browser.get("/schools/adopt/101939")).status_code == 404


async def test_a_school_that_is_no_member_is_asked_for(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """It is among the choices when its own page led here, and stays there when something is missing."""
    asking = (await browser.get("/support/ask")).text
    assert ("Hilltop Juniors" in asking, "Outside Infants" in asking) == (True, False)
    asking = (await browser.get("/support/ask", params={"school": OUTSIDE})).text
    assert f'value="{OUTSIDE}" selected' in asking
    sent = {"school_id": OUTSIDE, "specialism": "", "csrf": csrf, "form_key": "1"}
    again = await browser.post("/support", data=sent)
    assert (again.status_code, f'value="{OUTSIDE}" selected' in again.text) == (422, True)
    await browser.post("/support", data=sent | {"specialism": "maths"})
    assert behind.told == [("POST", "/cases", {"school_id": OUTSIDE, "specialism": "maths"})]


async def test_a_namesake_is_registered_once_somebody_says_so(
    browser: httpx.AsyncClient, csrf: str, behind: Behind
) -> None:
    """Registry says no first; then there is a box to tick."""
    path = f"/schools/{HILLTOP}/people"
    sent: dict[str, Any] = {"name": "Ann Shaw", "roles": ["teacher"], "csrf": csrf, "form_key": "1"}
    behind.says["POST /people"] = Refused("Ann Shaw is registered already.", "namesake-works-there", 409)
    page = (await browser.post(path, data=sent)).text
    assert ("Somebody else of the same name" in page, 'href="#name"' in page) == (True, True)
    behind.says["POST /people"] = {"id": str(UUID(int=7))}
    await browser.post(path, data=sent | {"namesake": "yes", "form_key": "2"})
    assert [body["unless_named_there"] for _, _, body in behind.told] == [True, False]
