"""Support over HTTP: who may do what, what a refusal looks like, and what pages are shown."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from shared.http.tokens import sign
from shared.kernel.clock import system_clock
from tests.doors import ANYBODY, NOBODY, Doors
from tests.http_cases import problem
from tests.service_fixtures import Bench
from tests.support.stories import ANNE, BOB, HILLTOP, OUTSIDE, VALLEY, asked, deployed, designated
from tests.telling import Stories

OFFICE, HEADS = {"admin", "office"}, {"admin", "office", "head"}
LOOKING = {"admin", "office", "finance", "head"}

DESIGNATION = {"person_id": str(ANNE), "specialisms": ["phonics"], "academic_year": 2026, "released": 10}
DEPLOYING: dict[str, Any] = {
    "person_id": str(ANNE),
    "days": 6,
    "begins_on": "2027-03-01",
    "rate": "fairfields_tsa_2019_20_sle",
}

DOORS = Doors(
    {
        # who may, what is sent, and what the office is answered
        ("GET", "/specialisms"): (ANYBODY, {}, 200),
        ("GET", "/rates"): (ANYBODY, {}, 200),
        ("POST", "/sles"): (HEADS, {"json": DESIGNATION}, 201),
        ("GET", "/sles"): (LOOKING, {}, 200),
        ("GET", "/weeks"): (LOOKING, {"params": {"academic_year": 2026}}, 200),
        ("POST", "/cases"): (HEADS, {"json": {"school_id": str(HILLTOP), "specialism": "phonics"}}, 201),
        ("GET", "/cases"): (LOOKING, {}, 200),
        ("GET", "/cases/{case_id}"): (LOOKING, {}, 404),
        ("GET", "/cases/{case_id}/timeline"): (LOOKING, {}, 404),
        ("GET", "/cases/{case_id}/matches"): (OFFICE, {"params": {"academic_year": 2026}}, 404),
        ("POST", "/cases/{case_id}/decline"): (OFFICE, {"json": {"reason": "other"}}, 404),
        ("POST", "/cases/{case_id}/close"): (OFFICE, {}, 404),
        ("POST", "/cases/{case_id}/deployments"): (OFFICE, {"json": DEPLOYING}, 404),
        ("POST", "/cases/{case_id}/deployments/{deployment_id}/visits"): (
            OFFICE,
            {"json": {"visited_on": "2027-03-01", "days": 1}},
            404,
        ),
        ("POST", "/cases/{case_id}/deployments/{deployment_id}/end"): (OFFICE, {"json": {"ending": "finished"}}, 404),
    },
)


def as_head(support: Bench, person_id: UUID = BOB) -> httpx.AsyncClient:
    """Somebody who is signed in as a head."""
    return support.client(token=sign(support.keys / "token.key", f"user:{person_id}", ("head",), system_clock))


def test_every_route_is_in_the_table_and_described(support: Bench) -> None:
    """Somebody has to say who may use it; the document says what it does, and where it wants a body."""
    DOORS.are_all_of(support)


@pytest.mark.parametrize("role", ["admin", "office", "finance", "head", "teacher"])
async def test_each_role_may_do_what_the_table_says(support: Bench, alliance: Stories, role: str) -> None:
    """403 for the others, by a stable type. The head is Hilltop's."""
    token = sign(support.keys / "token.key", f"user:{BOB}", (role,), system_clock)
    async with support.client(token=token) as client:
        await DOORS.obey(client, role)


async def test_no_door_opens_to_a_bad_token(support: Bench, alliance: Stories, tmp_path: Path) -> None:
    """401 at each door, and nothing has happened."""
    await DOORS.stay_shut(support, tmp_path / "other")


async def test_bad_input_is_refused_by_name(support: Bench, alliance: Stories) -> None:
    """Three decimals, quarters of days, days beyond the release."""
    await designated(support, 2)
    where = f"/cases/{await asked(support)}/deployments"
    async with support.client("office") as client:
        for other, answer in (
            ({"day_rate": "350.125"}, (422, "day-rate-is-not-whole-pence")),
            ({"day_rate": 0}, (422, "day-rate-is-not-whole-pence")),
            ({"days": "0.25"}, (422, "days-are-not-half-days")),
            ({"days": 0}, (422, "deployment-needs-days")),
            ({"days": "NaN"}, (422, "invalid")),
            ({"days": 3}, (409, "not-enough-days-left")),
            ({"rate": "nobodys"}, (404, "rate-is-unknown")),
            ({"person_id": NOBODY}, (404, "person-is-unknown")),
        ):
            assert problem(await client.post(where, json=DEPLOYING | other)) == answer, other


async def test_a_deployment_asked_for_twice_with_one_key_is_agreed_once(support: Bench, alliance: Stories) -> None:
    """The answer is the same, and so are the days."""
    await designated(support)
    where, key = f"/cases/{await asked(support)}/deployments", {"Idempotency-Key": str(uuid4())}
    async with support.client("office") as client:
        answers = [(await client.post(where, json=DEPLOYING, headers=key)).json() for _ in range(2)]
        assert answers[0] == answers[1]
        [line] = (await client.get("/sles", params={"specialism": "phonics", "academic_year": 2026})).json()
    assert (line["released"], line["committed"], line["worked"], line["left"]) == (10, 6, 0, 4)


async def test_a_case_is_shown_with_its_money_in_three_lines(support: Bench, alliance: Stories) -> None:
    """From asking to the end; days are numbers of days, money is pence."""
    await designated(support)
    async with support.client("office") as client:
        request = {"school_id": str(OUTSIDE), "specialism": "phonics"}
        case = f"/cases/{(await client.post('/cases', json=request)).json()['id']}"
        agreed = (await client.post(f"{case}/deployments", json=DEPLOYING)).json()["id"]
        visit = {"visited_on": "2027-03-08", "days": 0.5}
        assert (await client.post(f"{case}/deployments/{agreed}/visits", json=visit)).status_code == 201
        [shown] = (await client.get("/cases", params={"state": "under_way"})).json()
        assert (await client.get("/cases", params={"state": "asked"})).json() == []
        ending = {"ending": "finished"}
        assert (await client.post(f"{case}/deployments/{agreed}/end", json=ending)).status_code == 204
        assert (await client.get(case)).json()["state"] == "closed"
        story = (await client.get(f"{case}/timeline")).json()
    assert shown["school"] == "Meadow Primary"
    assert shown["money"] == {"client_pays": 210_000, "home_school_gets": 178_500, "alliance_keeps": 31_500}
    [deployment] = shown["deployments"]
    assert (deployment["home_school"], deployment["days"], deployment["left"]) == ("Hilltop Juniors", 6, 5.5)
    assert deployment["worked_money"] == {"client_pays": 17_500, "home_school_gets": 14_875, "alliance_keeps": 2_625}
    assert [(each["what"], each["days"]) for each in story] == [
        ("asked", None),
        ("deployment_begins", 6),
        ("visited", 0.5),
        ("deployment_ended", 5.5),
        ("closed", None),
    ]


async def test_a_head_sees_what_their_school_has_to_do_with(support: Bench, alliance: Stories) -> None:
    """Own requests, and cases to which their SLE goes; of others there is nothing to see."""
    await designated(support)
    theirs, others = await asked(support), await asked(support, VALLEY)
    await deployed(support, theirs)
    async with as_head(support) as head:
        assert [each["case_id"] for each in (await head.get("/cases")).json()] == [str(theirs)]
        assert (await head.get(f"/cases/{theirs}")).status_code == 200
        assert problem(await head.get(f"/cases/{others}/timeline")) == (404, "case-is-unknown")
        assert len((await head.get("/sles")).json()) == 1
    async with as_head(support, ANNE) as no_head:
        assert (await no_head.get("/cases")).json() == (await no_head.get("/sles")).json() == []
    async with support.client("head") as nameless:
        assert problem(await nameless.get("/cases")) == (403, "not-allowed")


async def test_a_head_may_not_act_for_another_school(support: Bench, alliance: Stories) -> None:
    """The role alone isn't enough."""
    async with as_head(support) as head:
        request = {"school_id": str(VALLEY), "specialism": "phonics"}
        assert problem(await head.post("/cases", json=request)) == (403, "not-head-of-that-school")


async def test_the_rules_are_shown_with_their_sources(support: Bench) -> None:
    """Whoever chooses a rate sees whose it is."""
    async with support.client("teacher") as client:
        rates, specialisms = (await client.get("/rates")).json(), (await client.get("/specialisms")).json()
    assert len(rates) == 9
    assert all(each["source"].startswith("http") for each in rates)
    assert "phonics" in {each["code"] for each in specialisms}
