"""Finance over HTTP: who may do what, what a refusal looks like, and where each figure came from."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.finance.use_cases.follow_heads import follow_head, forget_head
from shared.contracts.registry import PersonErased, PersonMoved, PersonRegistered, Role
from shared.http.tokens import sign
from shared.kernel.clock import system_clock
from shared.kernel.ids import GrantId, PersonId
from tests.doors import NOBODY, Doors
from tests.finance.facts import (
    ANN_BOOKED,
    BO_BOOKED,
    HILLTOP,
    SEPTEMBER,
    VALLEY,
    attended,
    booked,
    changed,
    deployed,
    scheduled,
    visited,
)
from tests.finance.telling import Listener
from tests.http_cases import problem
from tests.service_fixtures import ANN, Bench

DECIDE, LOOK = {"admin", "finance"}, {"admin", "finance", "office"}

APPLYING = {"pence": 1_200_000, "academic_year": 2026}

DOORS = Doors(
    {
        # who may, what is sent, and what they are answered
        ("POST", "/grants"): (DECIDE, {"json": APPLYING}, 201),
        ("POST", "/grants/scheduled"): (DECIDE, {"json": {"kind": "s2s", "academic_year": 2026}}, 409),
        ("POST", "/grants/{grant_id}/receive"): (DECIDE, {"json": {"pence": 1}}, 404),
        ("POST", "/grants/{grant_id}/refuse"): (DECIDE, {}, 404),
        ("GET", "/grants"): (LOOK, {}, 200),
        ("GET", "/grants/{grant_id}"): (LOOK, {}, 404),
        ("GET", "/projections"): (LOOK, {}, 200),
        ("GET", "/projections/{year}"): (LOOK, {}, 200),
        ("GET", "/bands"): (LOOK, {}, 200),
        ("GET", "/schools/{school_id}/account"): (LOOK, {}, 200),
        ("GET", "/books"): (LOOK, {}, 200),
        ("GET", "/postings"): (LOOK, {}, 200),
        ("GET", "/facts"): (LOOK, {"params": {"id": "0"}}, 200),
        ("GET", "/facts/{event_id}"): (LOOK, {}, 404),
        ("GET", "/waiting"): (LOOK, {}, 200),
    },
    {"year": "2026"},
)


def test_every_route_is_in_the_table_and_described(finance: Bench) -> None:
    """Somebody has to say who may use it; the document says what it does, and where it wants a body."""
    DOORS.are_all_of(finance)


@pytest.mark.parametrize("role", ["admin", "finance", "office", "head", "teacher"])
async def test_each_role_may_do_what_the_table_says(finance: Bench, role: str) -> None:
    """403 for the others, by a stable type; money is looked at by the office, and decided on by finance officers."""
    async with finance.client(role) as client:
        await DOORS.obey(client, role)


async def test_no_door_opens_to_a_bad_token(finance: Bench, tmp_path: Path) -> None:
    """Missing, expired, forged, for others: 401 at each door, and nothing has happened."""
    await DOORS.stay_shut(finance, tmp_path / "other")


async def test_refusals_are_problems_with_stable_types(finance: Bench) -> None:
    """Programs go by the type, people read the sentence."""
    async with finance.client("finance") as client:
        grant = (await client.post("/grants", json=APPLYING)).json()["id"]
        receive = f"/grants/{grant}/receive"
        assert problem(await client.post(receive, json={"pence": 1_200_001})) == (409, "more-than-applied-for")
        assert (await client.post(receive, json={"pence": 1_000_000})).status_code == 204
        assert problem(await client.post(receive, json={"pence": 1_000_000})) == (409, "grant-already-received")
        other = (await client.post("/grants", json=APPLYING)).json()["id"]
        assert (await client.post(f"/grants/{other}/refuse")).status_code == 204
        assert problem(await client.post(f"/grants/{other}/refuse")) == (409, "grant-was-refused")
        assert problem(await client.post("/grants", json={**APPLYING, "pence": 1})) == (409, "amount-out-of-range")
        core = {"kind": "core", "academic_year": 2026}
        assert (await client.post("/grants/scheduled", json=core)).status_code == 201
        assert problem(await client.post("/grants/scheduled", json=core)) == (409, "already-scheduled")
        early = await client.post("/grants/scheduled", json={**core, "academic_year": 2020})
        assert problem(early) == (409, "no-grant-that-year")
        missing = await client.get(f"/grants/{NOBODY}"), await client.get(f"/facts/{NOBODY}")
        assert [problem(each) for each in missing] == [(404, "grant-is-unknown"), (404, "fact-is-unknown")]


@pytest.mark.parametrize(
    "body",
    [
        {**APPLYING, "pence": 0},
        {**APPLYING, "pence": -1},
        {**APPLYING, "pence": 1.5},
        {**APPLYING, "pence": 2**70},
        {**APPLYING, "academic_year": 1900},
        {**APPLYING, "case_id": "mine"},
        {},
        None,
    ],
)
async def test_what_cannot_be_read_is_refused(finance: Bench, body: Any) -> None:
    """No part of a penny, no year beyond reason; nothing is half done."""
    async with finance.client("finance") as client:
        assert problem(await client.post("/grants", json=body)) == (422, "invalid")
    assert await finance.outbox() == []


async def test_asking_again_with_the_same_key_applies_once(finance: Bench) -> None:
    """The same answer."""
    async with finance.client("finance") as client:
        key = {"Idempotency-Key": str(uuid4())}
        answers = [(await client.post("/grants", json=APPLYING, headers=key)).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(await finance.outbox()) == 1


async def test_a_year_is_shown_by_strand_kind_and_certainty(listener: Listener) -> None:
    """Both calendars; gross income, the home school's share beside it, and what the alliance keeps."""
    await listener.hear(scheduled(), booked(), booked(BO_BOOKED), deployed(), visited(2))
    async with listener.finance.client("finance") as client:
        academic = (await client.get("/projections/2026")).json()
        financial = (await client.get("/projections/2026", params={"calendar": "financial"})).json()
        years = (await client.get("/projections")).json()
    assert (academic["name"], financial["name"]) == ("2026/27", "2026-27")
    assert academic["lines"] == financial["lines"]
    fees, deployments = academic["lines"]
    assert (fees["strand"], fees["kind"], fees["contracted"]) == ("cpd", "course_fees", 24000)
    shown = [deployments[name] for name in ("earned", "contracted", "expected", "home_school_share", "alliance_keeps")]
    assert shown == [35000, 175000, 210000, 178500, 31500]
    assert academic["total"]["expected"] == 234000
    assert [(each["name"], each["expected"]) for each in years] == [("2026/27", 234000)]


async def test_a_school_sees_what_it_owes_and_is_owed(listener: Listener) -> None:
    """By certainty: what is agreed is not yet what is due."""
    await listener.hear(deployed(), visited(2))
    async with listener.finance.client("office") as client:
        hilltop, valley = [(await client.get(f"/schools/{each}/account")).json()["lines"] for each in (HILLTOP, VALLEY)]
    assert hilltop == [
        {"certainty": "contracted", "owes": 175000, "owed": 0},
        {"certainty": "earned", "owes": 35000, "owed": 0},
    ]
    assert [(each["certainty"], each["owed"]) for each in valley] == [("contracted", 148750), ("earned", 29750)]


async def test_a_grant_shows_what_was_charged_to_it_and_what_may_stay(listener: Listener) -> None:
    """£2,100.00 of £10,000.00; £315.00 of it stays, of £500.00 that may; the school owes nothing."""
    async with listener.finance.client("finance") as client:
        grant = (await client.post("/grants", json=APPLYING)).json()["id"]
        await client.post(f"/grants/{grant}/receive", json={"pence": 1_000_000})
        await listener.hear_own()
        await listener.hear(deployed(grant=GrantId(UUID(grant))), visited(2))
        shown = (await client.get(f"/grants/{grant}")).json()
        assert (await client.get("/grants", params={"standing": "earned"})).json() == [shown]
        total = (await client.get("/projections/2026")).json()["total"]
        assert (await client.get(f"/schools/{HILLTOP}/account")).json()["lines"] == []
    assert [shown[name] for name in ("applied", "amount", "charged", "left")] == [
        1_200_000,
        1_000_000,
        210_000,
        790_000,
    ]
    assert shown["coordination"] == {"allowed": 50_000, "used": 31_500, "left": 18_500}
    assert (total["expected"], total["home_school_share"]) == (1_000_000, 178_500)


async def test_more_than_five_per_cent_is_shown_as_too_much(listener: Listener) -> None:
    """20 days at £350.00 leave £1,050.00 with the alliance, where £500.00 may stay."""
    async with listener.finance.client("finance") as client:
        grant = (await client.post("/grants", json=APPLYING)).json()["id"]
        await client.post(f"/grants/{grant}/receive", json={"pence": 1_000_000})
        await listener.hear(deployed(40, grant=GrantId(UUID(grant))))
        await listener.hear_own()
        shown = (await client.get(f"/grants/{grant}")).json()
    assert shown["coordination"] == {"allowed": 50_000, "used": 105_000, "left": -55_000}


async def test_every_figure_leads_to_its_postings_their_facts_and_who_began_it(listener: Listener) -> None:
    """Whatever the projection shows is the sum of postings that can be asked for; each names its command and actor."""
    await listener.hear(
        scheduled(), booked(), booked(BO_BOOKED), changed(SEPTEMBER), deployed(), visited(3), attended()
    )
    async with listener.finance.client("finance") as client:
        for year in (2026, 2027):
            shown = (await client.get(f"/projections/{year}")).json()
            for line in shown["lines"]:
                await _traced(client, year, line)
        mine = (await client.get("/postings", params={"about": str(ANN_BOOKED)})).json()
        fact = (await client.get(f"/facts/{mine[0]['event_id']}")).json()
    assert {(each["actor"], each["correlation_id"]) for each in mine} == {("user:bo", str(UUID(int=0xC0FFEE)))}
    assert [each["type"].partition(".")[2] for each in mine[::2]] == [
        "CourseBooked",
        "CourseChanged",
        "CourseChanged",
        "AttendanceRecorded",
        "AttendanceRecorded",
    ]
    assert (fact["type"], fact["awaits"], len(fact["postings"])) == ("bookings.CourseBooked", None, 2)


async def test_a_posting_says_what_it_is_about(listener: Listener) -> None:
    """A place names its course and school, a deployment its case and the school that it is for; a grant neither."""
    await listener.hear(scheduled(), booked(), deployed())
    async with listener.finance.client("finance") as client:
        found = (await client.get("/postings", params={"account": "income"})).json()
        place, deployment = sorted(found, key=lambda each: each["kind"])
    names = ("course", "school_id", "case_id")
    assert [place[each] for each in names] == [scheduled().title, str(booked().school_id), None]
    assert [deployment[each] for each in names] == [None, str(deployed().client_school_id), str(deployed().case_id)]


async def _traced(client: httpx.AsyncClient, year: int, line: dict[str, Any]) -> None:
    """Each column of a line is what its postings add up to."""
    of = {"year": year, "strand": line["strand"], "kind": line["kind"]}
    for certainty in ("earned", "certain", "contracted", "probable", "refused"):
        found = (await client.get("/postings", params={**of, "account": "income", "certainty": certainty})).json()
        assert -sum(each["pence"] for each in found) == line[certainty]
    found = (await client.get("/postings", params={**of, "account": "income"})).json()
    assert -sum(each["expected"] for each in found) == line["expected"]
    share = (await client.get("/postings", params={**of, "account": "cost:home_school_share"})).json()
    assert sum(each["pence"] for each in share) == line["home_school_share"]


async def test_postings_come_in_pages(listener: Listener) -> None:
    """Each page begins after the last posting of the one before."""
    await listener.hear(scheduled(), booked(), booked(BO_BOOKED), deployed())
    async with listener.finance.client("finance") as client:
        every = (await client.get("/postings")).json()
        page, seen = {"limit": 3}, list[Any]()
        while found := (await client.get("/postings", params=page)).json():
            seen += found
            last = found[-1]
            page |= {"after_fact": last["event_id"], "after_number": last["number"], "after_line": last["line"]}
    assert seen == every
    assert len(every) == 8


async def test_postings_are_found_by_their_facts_and_facts_by_a_part_of_their_id(listener: Listener) -> None:
    """What a list shows of an id is enough to ask again."""
    await listener.hear(scheduled(), booked(), booked(BO_BOOKED), deployed())
    async with listener.finance.client("finance") as client:

        async def asked(path: str, **params: Any) -> list[dict[str, Any]]:
            return (await client.get(path, params=params)).json()

        every = await asked("/postings")
        facts = sorted({each["event_id"] for each in every})
        mine = [each for each in every if each["event_id"] in facts[:2]]
        assert await asked("/postings", event_id=facts[:2]) == mine
        assert await asked("/postings", event_id=facts[:2], account="income") == [
            each for each in mine if each["account"].startswith("income:")
        ]
        assert await asked("/postings", event_id=NOBODY) == []
        for part in (facts[1], facts[1][-8:]):
            assert [each["event_id"] for each in await asked("/facts", id=part)] == [facts[1]]
        assert await asked("/facts", id="f" * 8) == []
        assert problem(await client.get("/facts", params={"id": "%"})) == (422, "invalid")


async def test_a_head_sees_their_own_schools_account_and_nobody_elses(finance: Bench) -> None:
    """As registry tells it: after a move another one's, and none once they lead none, or were erased."""
    person = PersonId(UUID(int=7))
    token = sign(finance.keys / "token.key", f"user:{person}", ("head",), system_clock)

    async def seen() -> list[bool]:
        async with finance.client(token=token) as head:
            answers = [await head.get(f"/schools/{each}/account") for each in (HILLTOP, VALLEY)]
        assert {problem(each) for each in answers if each.is_error} <= {(403, "not-your-school")}
        return [each.is_success for each in answers]

    async def told(reaction: Callable[[Any, Any], Awaitable[None]], fact: object) -> list[bool]:
        async with finance.process.running.workshop.open(ANN) as work:
            await reaction(fact, work)
        return await seen()

    assert await seen() == [False, False]
    assert await told(follow_head, PersonRegistered(person, HILLTOP, (Role.HEAD,))) == [True, False]
    assert await told(follow_head, PersonMoved(person, VALLEY, (Role.HEAD, Role.GOVERNOR))) == [False, True]
    assert await told(follow_head, PersonMoved(person, VALLEY, (Role.TEACHER,))) == [False, False]
    assert await told(follow_head, PersonMoved(person, VALLEY, (Role.HEAD,))) == [False, True]
    assert await told(forget_head, PersonErased(person, ())) == [False, False]
