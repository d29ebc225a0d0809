"""Courses changed and recorded by the pages; bookings is played by the test."""

import re
from copy import deepcopy
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.gateway.adapters.services import Refused
from services.gateway.entrypoints.pages.course_form import as_typed
from services.gateway.entrypoints.pages.course_page import registers
from tests.gateway.conftest import Behind
from tests.service_fixtures import NOON

ID, ANN, BO = (str(UUID(int=number)) for number in (1, 7, 8))
ANNS, BOS, CYS = (str(UUID(int=number)) for number in (17, 18, 19))

COURSE: dict[str, Any] = {
    "course_id": ID,
    "title": "Handwriting",
    "strand": "cpd",
    "sessions": [
        {"begins_at": "2027-03-12T09:00:00Z", "ends_at": "2027-03-12T11:00:00Z"},
        {"begins_at": "2027-04-16T08:00:00Z", "ends_at": "2027-04-16T10:00:00Z"},
    ],
    "venue": "Hall",
    "trainers": [{"person_id": ANN, "days": 1.5}, {"person_id": BO, "days": 0.5}],
    "places": 12,
    "booked": 2,
    "offered": 0,
    "waiting": 1,
    "free": 10,
    "fee": 4505,
    "terms": "none",
    "is_cancelled": False,
    "recorded": [],
    "seats": [
        {"booking_id": ANNS, "person_id": ANN, "standing": "booked", "came": {}, "position": None},
        {"booking_id": BOS, "person_id": BO, "standing": "booked", "came": {}, "position": None},
        {"booking_id": CYS, "person_id": BO, "standing": "waiting", "came": {}, "position": 1},
    ],
}

REGISTER = f"/courses/{ID}/sessions/1"


@pytest.fixture(autouse=True)
def laid_out(behind: Behind) -> None:
    """One course, and who is on it; bookings takes whatever it is told."""
    school = {"school": "Hilltop Juniors", "school_id": str(UUID(int=3)), "roles": ["teacher"]}
    people = [{"person_id": ANN, "name": "Ann Shaw", **school}, {"person_id": BO, "name": "Bo Lee", **school}]
    behind.says |= {
        f"GET /courses/{ID}": COURSE,
        f"PUT /courses/{ID}": None,
        f"{REGISTER}/attendance": None,
        "/people": people,
        "/members/people": [],
        "/terms": [{"terms": "none"}],
        "/sles": [],
    }


async def test_the_form_shows_the_course_as_it_is(browser: httpx.AsyncClient, csrf: str) -> None:
    """On London's clocks, in and out of summer time; with all sessions, and all who lead it."""
    page = (await browser.get(f"/courses/{ID}/change")).text
    for name, value in (("title", "Handwriting"), ("begins_0", "09:00"), ("begins_1", "09:00"), ("fee", "45.05")):
        assert re.search(rf'name="{name}"[^>]*value="{value}"', page), name
    assert page.count("Ann Shaw, Hilltop Juniors") == 3
    assert re.findall(r'value="(\S+)" selected>(\w+) ', page)[-2:] == [(ANN, "Ann"), (BO, "Bo")]


async def test_what_isnt_changed_is_sent_as_it_was(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """Nothing is lost on the way through the form; bookings is told once, of the whole course."""
    sent = as_typed(COURSE) | {"venue": "Library", "csrf": csrf, "form_key": "1"}
    answer = await browser.post(f"/courses/{ID}/change", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/courses/{ID}")
    [(method, path, body)] = behind.told
    assert (method, path) == ("PUT", f"/courses/{ID}")
    assert body == {
        "title": "Handwriting",
        "strand": "cpd",
        "venue": "Library",
        "places": 12,
        "fee": "45.05",
        "terms": "none",
        "sessions": [
            {"day": "2027-03-12", "begins": "09:00", "ends": "11:00"},
            {"day": "2027-04-16", "begins": "09:00", "ends": "11:00"},
        ],
        "trainers": [{"person_id": ANN, "days": 1.5}, {"person_id": BO, "days": 0.5}],
    }


async def test_a_change_that_is_refused_stands_there_as_it_was_typed(
    browser: httpx.AsyncClient, csrf: str, behind: Behind
) -> None:
    """In bookings' own words; more rows than the form has at first are shown again, too."""
    words = "Handwriting has 2 places booked or on offer, so it can't be cut to 1."
    behind.says[f"PUT /courses/{ID}"] = Refused(words, "places-below-booked", 409)
    more = {f"day_{number}": f"2027-05-{number + 1:02}" for number in range(2, 9)}
    times = {f"{what}_{number}": at for number in range(2, 9) for what, at in (("begins", "09:00"), ("ends", "10:00"))}
    sent = as_typed(COURSE) | more | times | {"places": "1", "csrf": csrf, "form_key": "1"}
    answer = await browser.post(f"/courses/{ID}/change", data=sent)
    assert answer.status_code == 422
    assert words in answer.text.replace("&#39;", "'")
    assert 'value="2027-05-09"' in answer.text
    assert 'name="places" type="text" value="1"' in re.sub(r"\s+", " ", answer.text).replace('spellcheck="false" ', "")


async def test_who_came_is_recorded(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """By the bookings that were ticked; who waits isn't asked for."""
    page = (await browser.get(REGISTER)).text
    assert (ANNS in page, BOS in page, CYS in page) == (True, True, False)
    answer = await browser.post(REGISTER, data={"came": [BOS], "csrf": csrf, "form_key": "1"})
    assert answer.headers["location"] == f"/courses/{ID}"
    assert behind.told == [("PUT", f"{REGISTER}/attendance", {"came": [BOS]})]


@pytest.mark.parametrize(("ticked", "told"), [([], None), (["nobody"], []), (["nobody", ANNS], None)])
async def test_that_nobody_came_is_said_and_not_left_out(
    browser: httpx.AsyncClient, csrf: str, behind: Behind, ticked: list[str], told: list[str] | None
) -> None:
    """A form in which nothing is ticked may have been sent by mistake, and both can't be."""
    answer = await browser.post(REGISTER, data={"came": ticked, "csrf": csrf, "form_key": "1"})
    assert [body for _, _, body in behind.told] == ([] if told is None else [{"came": told}])
    assert ("There is a problem" in answer.text) is (told is None)


async def test_a_register_shows_what_was_recorded(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """For correcting it; where nobody came, that is ticked."""
    recorded: dict[str, Any] = deepcopy(COURSE) | {"recorded": [1]}
    behind.says[f"GET /courses/{ID}"] = recorded
    assert re.search(r'value="nobody" checked', (await browser.get(REGISTER)).text)
    recorded["seats"][0]["came"] = {"1": True}
    page = (await browser.get(REGISTER)).text
    assert re.findall(r'value="(\S+)" checked', page) == [ANNS]
    assert "Correct who came" in page


async def test_there_is_no_register_of_a_session_that_isnt(browser: httpx.AsyncClient, csrf: str) -> None:
    """A sentence, and the way back."""
    answer = await browser.get(f"/courses/{ID}/sessions/3")
    assert (answer.status_code, "no such session of Handwriting" in answer.text) == (404, True)


@pytest.mark.parametrize(("begins_at", "open_"), [("2027-03-12T09:00:00Z", False), ("2027-03-13T09:00:00Z", True)])
async def test_places_are_booked_and_given_back_until_the_course_begins(
    browser: httpx.AsyncClient, csrf: str, behind: Behind, begins_at: str, open_: bool
) -> None:
    """After that bookings would refuse both, so neither is offered."""
    sessions = [{"begins_at": begins_at, "ends_at": "2027-03-13T11:00:00Z"}]
    behind.says[f"GET /courses/{ID}"] = COURSE | {"sessions": sessions}
    page = (await browser.get(f"/courses/{ID}")).text
    assert (f'action="/courses/{ID}/places"' in page) is open_
    assert (f'href="/courses/{ID}/places/{ANNS}/cancel"' in page) is open_
    assert ("record who came" in page) is not open_


def test_only_sessions_that_have_begun_have_a_register() -> None:
    """And only on a course that goes on; how many came counts those who still have their place."""
    recorded: dict[str, Any] = deepcopy(COURSE) | {"recorded": [1]}
    recorded["seats"][0]["came"] = {"1": True}
    assert [(each["number"], each["came"], each["of"]) for each in registers(recorded, NOON)] == [(1, 1, 2)]
    assert [each["came"] for each in registers(COURSE, NOON)] == [None]
    assert registers(COURSE | {"is_cancelled": True}, NOON) == []


def standings(page: str) -> list[str]:
    """What a course's page says of each who is on it."""
    return [each.strip() for each in re.findall(r'<strong class="govuk-tag[^>]*>([^<]+)</strong>', page)]


async def test_a_course_that_is_over_says_who_came(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """Whoever waited to the end got no place; before all sessions are recorded it is known who was booked, no more."""
    over: dict[str, Any] = deepcopy(COURSE)
    for session, day in zip(over["sessions"], ("2027-03-01", "2027-03-08"), strict=True):
        session |= {"begins_at": f"{day}T09:00:00Z", "ends_at": f"{day}T11:00:00Z"}
    behind.says[f"GET /courses/{ID}"] = over
    page = (await browser.get(f"/courses/{ID}")).text
    assert ("Who was booked" in page, standings(page)) == (True, ["Booked", "Booked", "Got no place"])
    over |= {"recorded": [1, 2]}
    over["seats"][0]["came"] = {"1": True, "2": False}
    page = (await browser.get(f"/courses/{ID}")).text
    assert ("Who came" in page, standings(page)) == (True, ["Came to 1 of 2", "Didn&#39;t come", "Got no place"])


AHEAD = COURSE | {"sessions": [{"begins_at": "2027-03-13T09:00:00Z", "ends_at": "2027-03-13T11:00:00Z"}]}

GIVE_BACK = f"/courses/{ID}/places/{ANNS}/cancel"


async def test_what_giving_a_place_back_costs_is_said_before(
    browser: httpx.AsyncClient, csrf: str, behind: Behind
) -> None:
    """With the office's way of doing it for nothing; looking changes nothing."""
    late = {"terms": "none", "fee": "charged", "words": "7 days or less: 100%"}
    behind.says |= {"/terms": [late], f"/bookings/{ANNS}/cancel": None, f"GET /courses/{ID}": AHEAD}
    assert f'href="{GIVE_BACK}"' in (await browser.get(f"/courses/{ID}")).text
    page = (await browser.get(GIVE_BACK)).text
    assert ("Ann Shaw" in page, "7 days or less: 100%" in page, behind.told) == (True, True, [])
    for what, by in (("cancel", "school"), ("cancel-free", "alliance")):
        behind.told.clear()
        sent = {"csrf": csrf, "form_key": what}
        answer = await browser.post(f"/courses/{ID}/places/{ANNS}/{what}", data=sent)
        assert answer.headers["location"] == f"/courses/{ID}"
        assert behind.told == [("POST", f"/bookings/{ANNS}/cancel", {"by": by})]


async def test_a_place_that_nobody_has_isnt_given_back(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """Who waits leaves the list; there is nothing to pay for."""
    behind.says[f"GET /courses/{ID}"] = AHEAD
    assert (await browser.get(f"/courses/{ID}/places/{CYS}/cancel")).status_code == 404
    assert f"/courses/{ID}/places/{CYS}/leave" in (await browser.get(f"/courses/{ID}")).text


async def test_a_trainers_days_are_somebodys(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """Days without a name aren't passed over in silence."""
    sent = as_typed(COURSE) | {"trainer_0": "", "csrf": csrf, "form_key": "1"}
    page = (await browser.post(f"/courses/{ID}/change", data=sent)).text
    assert "Choose who leads it, or leave the days out." in page
    assert behind.told == []
