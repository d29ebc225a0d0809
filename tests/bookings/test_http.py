"""Bookings over HTTP: who may do what, and what a refusal looks like. No server: the app itself is asked."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from shared.contracts.bookings import CourseBooked, CourseScheduled
from shared.contracts.registry import PersonMoved, Role
from shared.http.tokens import sign
from shared.kernel.clock import system_clock
from shared.kernel.ids import SchoolId
from shared.kernel.money import Money
from tests.bookings.plans import HILLTOP, VALLEY, person
from tests.bookings.stories import Alliance
from tests.doors import ANYBODY, NOBODY, Doors
from tests.http_cases import problem
from tests.service_fixtures import NOON, Bench

OFFICE = {"admin", "office"}

COURSE: dict[str, Any] = {
    "title": "Phonics for TAs",
    "strand": "cpd",
    "sessions": [{"day": "2027-04-14", "begins": "13:30", "ends": "15:30"}],
    "venue": "Hilltop Juniors, hall",
    "trainers": [{"person_id": NOBODY, "days": 0.5}],
    "places": 1,
    "fee": "120.50",
    "terms": "copthorne",
}
BOOKING = {"person_id": NOBODY, "school_id": NOBODY}

DOORS = Doors(
    {
        # who may, what is sent, and what the office is answered
        ("POST", "/courses"): (OFFICE, {"json": COURSE}, 201),
        ("GET", "/courses"): (ANYBODY, {}, 200),
        ("GET", "/terms"): (ANYBODY, {}, 200),
        ("GET", "/courses/{course_id}"): (OFFICE, {}, 404),
        ("PUT", "/courses/{course_id}"): (OFFICE, {"json": COURSE}, 404),
        ("POST", "/courses/{course_id}/cancel"): (OFFICE, {"json": {"reason": "other"}}, 404),
        ("PUT", "/courses/{course_id}/sessions/{session}/attendance"): (OFFICE, {"json": {"came": []}}, 404),
        ("POST", "/courses/{course_id}/bookings"): (OFFICE, {"json": BOOKING}, 404),
        ("POST", "/bookings/{booking_id}/cancel"): (OFFICE, {"json": {"by": "alliance"}}, 404),
        ("POST", "/bookings/{booking_id}/hand-on"): (
            OFFICE,
            {"json": {"colleague_id": NOBODY, "school_id": NOBODY}},
            404,
        ),
        ("POST", "/bookings/{booking_id}/answer"): (OFFICE, {"json": {"answer": "accept"}}, 404),
        ("GET", "/schools/{school_id}/bookings"): (OFFICE, {}, 200),
    },
    {"session": "1"},
)


def test_every_route_is_in_the_table_and_described(bookings: Bench) -> None:
    """Somebody has to say who may use it; the document says what it does, and where it wants a body."""
    DOORS.are_all_of(bookings)


@pytest.mark.parametrize("role", ["admin", "office", "finance", "nobody in particular"])
async def test_each_role_may_do_what_the_table_says(bookings: Bench, alliance: Alliance, role: str) -> None:
    """403 for the others, by a stable type; whoever is signed in may see what is on offer."""
    async with bookings.client(role) as client:
        await DOORS.obey(client, role)


async def test_no_door_opens_to_a_bad_token(bookings: Bench, alliance: Alliance, tmp_path: Path) -> None:
    """Missing, expired, forged, for others: 401 at each door."""
    await DOORS.stay_shut(bookings, tmp_path / "other")


async def test_a_head_books_and_sees_their_own_schools_people_only(bookings: Bench, alliance: Alliance) -> None:
    """Their token names them; where they work, registry has told."""
    token = sign(bookings.keys / "token.key", f"user:{person(0).person_id}", ("head",), system_clock)
    async with bookings.client("office") as office, bookings.client(token=token) as head:
        course_id = (await office.post("/courses", json=COURSE)).json()["id"]
        theirs = {"person_id": str(person(1, VALLEY).person_id), "school_id": str(VALLEY)}
        mine = {"person_id": str(person(1).person_id), "school_id": str(HILLTOP)}
        where = f"/courses/{course_id}"
        assert problem(await head.post(f"{where}/bookings", json=theirs)) == (403, "not-your-school")
        assert (await office.post(f"{where}/bookings", json=theirs)).json()["standing"] == "booked"
        assert (await head.post(f"{where}/bookings", json=mine)).json()["standing"] == "waiting"
        shown = (await head.get(where)).json()
        assert (shown["booked"], shown["waiting"], shown["free"], shown["term"]) == (1, 1, 0, "summer")
        assert [(each["school_id"], each["position"]) for each in shown["seats"]] == [(str(HILLTOP), 1)]
        assert problem(await head.get(f"/schools/{VALLEY}/bookings")) == (403, "not-your-school")
        assert [each["standing"] for each in (await head.get(f"/schools/{HILLTOP}/bookings")).json()] == ["waiting"]
        assert problem(await head.post("/courses", json=COURSE)) == (403, "not-allowed")
        assert len((await office.get(where)).json()["seats"]) == 2
        ends = shown["sessions"][-1]["ends_at"]
        held: list[tuple[int, dict[str, Any]]] = [(0, {"after": ends}), (1, {"before": ends})]
        held += [(1, {"after": "2027-03-12T00:00:00Z"}), (0, {"before": "2027-03-12T00:00:00Z"})]
        of_terms: list[tuple[int, dict[str, Any]]] = [(1, {"year": 2026, "term": "summer"}), (0, {"year": 2027})]
        for found, params in (*of_terms, (0, {"free": True}), *held):
            assert len((await head.get("/courses", params=params)).json()) == found, params


async def test_courses_are_shown_of_which_nobody_has_said_who_came(bookings: Bench, alliance: Alliance) -> None:
    """From the end of the first session on, until each that was over is recorded."""
    second = {"day": "2027-04-21", "begins": "13:30", "ends": "15:30"}
    async with bookings.client("office") as office:
        course = COURSE | {"sessions": [*COURSE["sessions"], second]}
        course_id = (await office.post("/courses", json=course)).json()["id"]
        first, last = (each["ends_at"] for each in (await office.get(f"/courses/{course_id}")).json()["sessions"])

        async def unrecorded(moment: str) -> int:
            return len((await office.get("/courses", params={"unrecorded": moment})).json())

        assert [await unrecorded(each) for each in ("2027-04-14T12:30:00Z", first, last)] == [0, 1, 1]
        bookings.clock.pass_by((datetime.fromisoformat(last) - NOON).total_seconds())
        await office.put(f"/courses/{course_id}/sessions/1/attendance", json={"came": []})
        assert [await unrecorded(each) for each in (first, last)] == [0, 1]
        await office.put(f"/courses/{course_id}/sessions/2/attendance", json={"came": []})
        assert await unrecorded(last) == 0


@pytest.mark.parametrize("to", [HILLTOP, VALLEY])
async def test_who_leads_no_school_any_more_acts_for_none(bookings: Bench, alliance: Alliance, to: SchoolId) -> None:
    """Their account says head until somebody ends it; registry says what they are, here or at another school."""
    head = person(0).person_id
    token = sign(bookings.keys / "token.key", f"user:{head}", ("head",), system_clock)
    async with bookings.client("office") as office, bookings.client(token=token) as former:
        course_id = (await office.post("/courses", json=COURSE)).json()["id"]
        booking = {"person_id": str(person(1, to).person_id), "school_id": str(to)}
        placed = (await office.post(f"/courses/{course_id}/bookings", json=booking)).json()
        await alliance.tell(PersonMoved(head, to, (Role.TEACHER,)))
        another = {"person_id": str(person(2, to).person_id), "school_id": str(to)}
        refused = (403, "not-your-school")
        assert problem(await former.post(f"/courses/{course_id}/bookings", json=another)) == refused
        assert problem(await former.post(f"/bookings/{placed['id']}/cancel", json={})) == refused
        assert problem(await former.get(f"/schools/{to}/bookings")) == refused
        assert problem(await former.get(f"/courses/{course_id}")) == refused


async def test_wrong_courses_are_refused_by_name(bookings: Bench, alliance: Alliance) -> None:
    """Nothing is told of any of them."""
    night = {"day": "2027-10-31", "begins": "01:30", "ends": "03:00"}
    past = {"day": "2027-03-11", "begins": "13:30", "ends": "15:30"}
    wrong: list[tuple[dict[str, Any], tuple[int, str]]] = [
        ({"fee": "12.345"}, (422, "fee-is-not-in-pence")),
        ({"fee": 12.345}, (422, "fee-is-not-in-pence")),
        ({"fee": -1}, (422, "fee-is-negative")),
        ({"fee": "NaN"}, (422, "invalid")),
        ({"places": 0}, (422, "no-places")),
        ({"sessions": []}, (422, "no-sessions")),
        ({"sessions": [night]}, (422, "time-happens-twice")),
        ({"sessions": [past]}, (409, "session-lies-in-the-past")),
        ({"terms": "ours"}, (422, "terms-are-unknown")),
        ({"trainers": COURSE["trainers"] * 2}, (422, "trainer-twice")),
        ({"trainers": [{"person_id": NOBODY, "days": 0.25}]}, (422, "invalid")),
        ({"title": "a\u0000b"}, (422, "invalid")),
    ]
    async with bookings.client("office") as client:
        for change, refusal in wrong:
            assert problem(await client.post("/courses", json=COURSE | change)) == refusal, change
    assert await bookings.told() == []


async def test_asked_twice_with_one_key_it_is_booked_once(bookings: Bench, alliance: Alliance) -> None:
    """And answered the same."""
    async with bookings.client("office") as client:
        course_id = (await client.post("/courses", json=COURSE)).json()["id"]
        body = {"person_id": str(person(1).person_id), "school_id": str(HILLTOP)}
        book = [
            await client.post(f"/courses/{course_id}/bookings", json=body, headers={"Idempotency-Key": "once"})
            for _ in range(2)
        ]
    assert book[0].json() == book[1].json()
    assert [each.fee for each in await bookings.told(CourseBooked)] == [Money(12_050)]
    assert len(await bookings.told(CourseScheduled)) == 1


async def test_cancelled_courses_are_listed_when_asked_for(bookings: Bench, alliance: Alliance) -> None:
    """Otherwise nobody can go to them, so that they are left out."""
    async with bookings.client("office") as client:
        kept, gone = [(await client.post("/courses", json=COURSE)).json()["id"] for _ in range(2)]
        assert (await client.post(f"/courses/{gone}/cancel", json={"reason": "other"})).status_code == 204

        async def listed(**asked: bool) -> dict[str, bool]:
            found = (await client.get("/courses", params=asked)).json()
            return {each["course_id"]: each["is_cancelled"] for each in found}

        assert await listed() == {kept: False}
        assert await listed(cancelled=True) == {kept: False, gone: True}
