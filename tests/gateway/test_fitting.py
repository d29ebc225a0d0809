"""Who fits a case and why, on its page; support is played by the test."""

import re
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.gateway.adapters.services import Missing, Refused
from services.gateway.entrypoints.pages.fitting import FAVOURS, OBSTACLES, fitting
from services.support.domain.fit import Favour, Obstacle
from tests.gateway.conftest import Behind

CASE_ID, ANN, BO = (str(UUID(int=number)) for number in (1, 7, 8))

CASE: dict[str, Any] = {
    "case_id": CASE_ID,
    "school_id": str(UUID(int=3)),
    "school": "Meadow Primary",
    "specialism": "maths",
    "state": "asked",
    "requested_on": "2027-03-12",
    "deployments": [],
}

FITS: dict[str, Any] = {
    "person_id": ANN,
    "school": "Hilltop Juniors",
    "left": 5.5,
    "favours": ["specialism", "days_left", "knows_the_school"],
    "obstacles": [],
}


@pytest.fixture(autouse=True)
def laid_out(behind: Behind) -> None:
    """Ann fits, Bo doesn't."""
    misses = FITS | {"person_id": BO, "left": 0, "favours": [], "obstacles": ["other_specialism", "no_days_left"]}
    school = {"school": "Hilltop Juniors", "school_id": str(UUID(int=3))}
    behind.says |= {
        f"GET /cases/{CASE_ID}": CASE,
        f"/cases/{CASE_ID}/timeline": [],
        f"/cases/{CASE_ID}/matches": [FITS, misses],
        "/specialisms": [{"code": "maths", "name": "Maths"}],
        "/rates": [],
        "/grants": [],
        "/people": [{"person_id": ANN, "name": "Ann Shaw", **school}, {"person_id": BO, "name": "Bo Lee", **school}],
    }


async def test_it_is_said_who_fits_and_why(browser: httpx.AsyncClient, csrf: str) -> None:
    """In words, with the days that are left; who doesn't fit can't be chosen, and it is said why not."""
    page = (await browser.get(f"/support/{CASE_ID}")).text
    assert "Designated in Maths; days left in 2026/27; knows the school: was deployed there before" in page
    assert f'<option value="{ANN}">Ann Shaw, Hilltop Juniors: 5½ days left</option>' in page.replace("\n", "")
    assert f'<option value="{BO}"' not in page
    assert "Bo Lee, Hilltop Juniors, is not designated in Maths; has no days left in 2026/27" in page


async def test_who_fits_in_the_next_year_is_asked_for_and_stays(
    browser: httpx.AsyncClient, csrf: str, behind: Behind
) -> None:
    """In June one agrees on September; a form that comes back is still about that year."""
    asked: list[dict[str, Any]] = []
    behind.says[f"/cases/{CASE_ID}/matches"] = lambda wanted: asked.append(wanted) or [FITS]
    behind.says[f"/cases/{CASE_ID}/deployments"] = Refused("No.", "not-enough-days-left", 409)
    assert "Who fits in 2027/28" in (await browser.get(f"/support/{CASE_ID}")).text
    page = (await browser.get(f"/support/{CASE_ID}?year=2027")).text
    assert "Who fits in 2026/27" in page
    sent = {"person_id": ANN, "days": "3", "begins_on": "2027-09-08", "rate": "r", "academic_year": "2027"}
    await browser.post(f"/support/{CASE_ID}/deploy", data=sent | {"csrf": csrf, "form_key": "1"})
    assert [each["academic_year"] for each in asked] == [2026, 2027, 2027]
    assert "academic_year" not in behind.told[0][2]


async def test_nobody_is_chosen_for_a_case_that_has_its_answer(
    browser: httpx.AsyncClient, csrf: str, behind: Behind
) -> None:
    """Then it isn't asked for either."""
    behind.says[f"GET /cases/{CASE_ID}"] = CASE | {"state": "agreed"}
    behind.says[f"/cases/{CASE_ID}/matches"] = Refused("Not asked for.", "x", 500)
    answer = await browser.get(f"/support/{CASE_ID}")
    assert (answer.status_code, "Who fits" in answer.text) == (200, False)


def test_each_reason_has_its_words() -> None:
    """Of support's codes as they are now; a newer one stands for itself."""
    assert set(FAVOURS) == set(Favour)
    assert set(OBSTACLES) == set(Obstacle)
    [told] = fitting([FITS | {"obstacles": ["on_leave"]}], "Maths", "2026/27")["misses"]
    assert told["why_not"] == "on leave"
    away = Missing("Away.")
    assert fitting(away, "Maths", "2026/27") == {"fits": away, "misses": away}


DEPLOYED: dict[str, Any] = {
    "deployment_id": str(UUID(int=5)),
    "person_id": ANN,
    "home_school_id": str(UUID(int=4)),
    "home_school": "Hilltop Juniors",
    "begins_on": "2027-03-15",
    "days": 3.0,
    "worked": 1.0,
    "left": 2.0,
    "ended_on": None,
    "ending": None,
    "grant_id": None,
    "agreed_money": {"client_pays": 105_000, "home_school_gets": 89_250, "alliance_keeps": 15_750},
    "worked_money": {"client_pays": 35_000, "home_school_gets": 29_750, "alliance_keeps": 5_250},
    "visits": [],
}


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({}, ("The school pays", "£1,050.00")),
        ({"grant_id": str(UUID(int=6))}, ("A support grant pays", "£1,050.00")),
        ({"ended_on": "2027-03-20", "ending": "stopped_early"}, ("The school pays", "£350.00")),
    ],
)
async def test_it_is_said_who_pays_and_how_much(
    browser: httpx.AsyncClient, csrf: str, behind: Behind, how: dict[str, Any], says: tuple[str, str]
) -> None:
    """What was agreed on while it goes on, what was worked once it has ended."""
    behind.says[f"GET /cases/{CASE_ID}"] = CASE | {"state": "under_way", "deployments": [DEPLOYED | how]}
    page = (await browser.get(f"/support/{CASE_ID}")).text
    assert [each in page for each in ("The school pays", "A support grant pays")] == [
        each == says[0] for each in ("The school pays", "A support grant pays")
    ]
    assert says[1] in page


async def test_a_grant_pays_for_the_request_that_it_was_promised_for(
    browser: httpx.AsyncClient, csrf: str, behind: Behind
) -> None:
    """Or for any, if it was for none in particular; another request's isn't on offer."""
    grant = {"kind": "s2s", "standing": "received", "year": "2026/27", "left": 500_000}
    mine, anybodys, others = (str(UUID(int=number)) for number in (21, 22, 23))
    behind.says["/grants"] = [
        grant | {"grant_id": mine, "case_id": CASE_ID},
        grant | {"grant_id": anybodys, "case_id": None},
        grant | {"grant_id": others, "case_id": str(UUID(int=2))},
    ]
    page = (await browser.get(f"/support/{CASE_ID}")).text
    assert [f'value="{each}"' in page for each in (mine, anybodys, others)] == [True, True, False]


async def test_a_mistake_in_a_part_that_is_folded_is_in_sight(
    browser: httpx.AsyncClient, csrf: str, behind: Behind
) -> None:
    """The part stands open when its form comes back."""
    behind.says[f"/cases/{CASE_ID}/decline"] = Refused("Name a later day.", "ask-again-must-be-later", 422)
    sent = {"reason": "no_capacity", "ask_again_on": "2020-01-01", "csrf": csrf, "form_key": "1"}
    page = (await browser.post(f"/support/{CASE_ID}/decline", data=sent)).text
    assert re.search(r"<details[^>]* open[^>]*>\s*<summary[^>]*><span[^>]*>Decline this request", page)
