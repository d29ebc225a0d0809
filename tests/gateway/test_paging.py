"""Long lists, a page at a time; the services are played by the test."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.gateway.adapters.services import Missing
from services.gateway.entrypoints.pages import downloads
from services.gateway.entrypoints.pages.paging import counted_off, page_of, span
from tests.gateway.conftest import Behind


def courses(asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Of 120 courses those that are asked for."""
    first = int(asked.get("offset", 0))
    return [course(number) for number in range(first, min(120, first + int(asked["limit"])))]


def course(number: int) -> dict[str, Any]:
    """One of many."""
    sessions = [{"begins_at": "2027-03-12T09:00:00Z", "ends_at": "2027-03-12T11:00:00Z"}]
    counts = {"places": 12, "booked": 2, "offered": 0, "waiting": 1, "free": 10, "fee": 0}
    named = {"course_id": str(UUID(int=number)), "title": f"Course {number:03}", "strand": "cpd", "venue": "Hall"}
    return {**named, **counts, "sessions": sessions}


def turns(page: str) -> list[tuple[str, str]]:
    """Where one can turn to."""
    return re.findall(r'govuk-pagination__link" href="([^"]+)" rel="(\w+)"', page.replace("&amp;", "&"))


async def test_courses_are_turned_page_by_page(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """What was chosen stays chosen; every course stands on one page; links do it, without a script."""
    behind.says["/courses"] = courses
    path, titles = "/courses?strand=cpd", list[str]()
    while path:
        page = (await browser.get(path)).text
        titles += re.findall(r">(Course \d+)</a>", page)
        path = next((href for href, rel in turns(page) if rel == "next"), "")
    assert titles == [f"Course {number:03}" for number in range(120)]
    assert turns((await browser.get("/courses?strand=cpd&page=2")).text) == [
        ("/courses?strand=cpd", "prev"),
        ("/courses?strand=cpd&page=3", "next"),
    ]


async def test_a_page_after_the_last_one_says_so(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """With the way back, for whoever follows an old address."""
    behind.says["/courses"] = courses
    page = (await browser.get("/courses?page=9")).text
    assert "The list ends before this page." in page
    assert (await browser.get("/courses?page=0")).status_code == 404


async def test_people_and_members_are_turned_too(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """They come from registry whole."""
    school = {"school_id": str(UUID(int=3)), "school": "Hilltop", "roles": ["teacher"]}
    people = [{"person_id": str(UUID(int=each)), "name": f"Person {each:03}", **school} for each in range(230)]
    members = [
        {"school_id": str(UUID(int=each)), "name": f"School {each:03}", "urn": each, "joined_on": "2027-03-12"}
        for each in range(101)
    ]
    behind.says |= {"/members/people": people, "/members": members, "/counts": {"schools": 22_000}}
    for path, first, last in (("/people", "Person 200", "Person 199"), ("/schools", "School 100", "School 099")):
        page = (await browser.get(path, params={"page": 3 if path == "/people" else 2})).text
        shown = re.sub(r"(?s)<select.*?</select>", "", page)
        assert (first in shown, last in shown) == (True, False)
        assert [rel for _, rel in turns(page)] == ["prev"]
    assert "101 members" in page


async def test_older_emails_stay_where_they_are(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """News asks for the same page again, not for the newest."""
    line = {"subject": "Hello", "name": "Ann", "address": None, "state": "sent", "created_at": "2027-03-12T09:00:00Z"}
    found = [{"message_id": str(UUID(int=each)), "place": each, **line} for each in range(100, 50, -1)]
    behind.says["/messages"] = found
    behind.says["/queue"] = {"by_state": {}}
    page = (await browser.get("/messages?before=101")).text
    assert 'hx-get="/messages?before=101"' in page
    assert turns(page) == [("/messages", "prev"), ("/messages?before=51", "next")]
    del found[10:]
    assert turns((await browser.get("/messages?before=61")).text) == [("/messages", "prev")]


async def test_postings_go_on_from_the_last_one(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """By its fact, number and line, as finance asks for it."""
    fact, asked = str(UUID(int=5)), list[dict[str, Any]]()
    line = {"dated": "2027-03-12", "type": "bookings.CourseBooked", "told_at": "2027-03-12T09:00:00Z", "actor": "x"}

    def postings(wanted: dict[str, Any]) -> list[dict[str, Any]]:
        asked.append(wanted)
        return [{"event_id": fact, "number": 1, "line": each, "pence": -5, **line} for each in range(200)]

    behind.says["/postings"] = postings
    page = (await browser.get("/money/postings?year=2026")).text
    [(href, _)] = turns(page)
    assert href.endswith(f"after={fact}_1_199")
    await browser.get(href)
    assert {name: asked[1][name] for name in asked[1] if name.startswith("after")} == {
        "after_fact": fact,
        "after_number": "1",
        "after_line": "199",
    }
    assert (await browser.get("/money/postings?after=x")).status_code == 404


@pytest.mark.parametrize("size", [7, 40, 200])
async def test_the_spreadsheet_has_all_courses(
    browser: httpx.AsyncClient, csrf: str, behind: Behind, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """However many bookings gives at once, and also when the last portion is full."""
    monkeypatch.setattr(downloads, "PAGE", size)
    behind.says["/courses"] = courses
    assert len((await browser.get("/courses/all.csv")).text.strip().splitlines()) == 121


def test_a_page_knows_its_neighbours() -> None:
    """The first has no number in its address; of a service that is down there is nothing to turn."""
    assert (page_of(range(3), 1, 3).previous, page_of(range(3), 1, 3).next) == (None, None)
    assert (page_of(range(4), 2, 3).previous, page_of(range(4), 2, 3).rows) == ({"page": None}, range(3, 4))
    assert span(3, 50) == {"limit": 51, "offset": 100}
    assert (counted_off([1, 2, 3], 3, 2).rows, counted_off([1, 2, 3], 3, 2).next) == ([1, 2], {"page": 4})
    for away in (counted_off(Missing("Away."), 2, 5), page_of(Missing("Away."), 2)):
        assert (away.rows, away.next) == (Missing("Away."), None)


async def test_a_spreadsheet_of_income_has_all_postings(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """However many finance gives at once."""
    named = {"dated": "2027-03-12", "academic_year": 2026, "course": "Phonics", "kind": "course_fees", "strand": "cpd"}
    every = [
        {"event_id": str(UUID(int=number)), "number": 0, "line": 1, "pence": -100, "certainty": "earned", "type": "x"}
        | named
        for number in range(2300)
    ]

    def postings(wanted: dict[str, Any]) -> list[dict[str, Any]]:
        begins = UUID(wanted["after_fact"]).int + 1 if "after_fact" in wanted else 0
        return every[begins : begins + wanted["limit"]]

    behind.says["/postings"] = postings
    rows = (await browser.get("/money/income.csv")).text.splitlines()
    assert (len(rows), rows[-1].endswith(str(UUID(int=2299)))) == (2301, True)
