"""Registry over HTTP: who may do what, and what a refusal looks like. No server: the app itself is asked."""

import logging
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.registry.use_cases.move_person import MovePerson
from services.registry.use_cases.register_person import RegisterPerson
from shared.contracts.registry import ContactDetails, PersonRegistered, Role, SchoolJoined
from shared.http import upload
from shared.http.tokens import NAMING, sign
from shared.kernel.clock import system_clock
from shared.kernel.ids import SchoolId
from tests.doors import ANYBODY, NOBODY, Doors
from tests.http_cases import problem
from tests.registry.imports import HILLTOP, MEADOW, SHUT, VALLEY, Imports, joined
from tests.registry.register_files import HEADINGS, LINKS, school
from tests.service_fixtures import Bench

OFFICE = {"admin", "office"}
LOOK = {*OFFICE, "finance"}
"""Who may see all names; a head sees those of their own school, which is tried below."""

JOINING = {
    "urn": HILLTOP,
    "head_name": "Ann Shaw",
    "head_address": "ann@hilltop.example.org",
    "office_address": "office@hilltop.example.org",
}
PERSON = {"school_id": NOBODY, "name": "Bo Lee", "roles": ["teacher"], "address": None}
CHANGE: dict[str, Any] = {"name": "Ann Shaw", "address": None, "permissions": ["news"]}

DOORS = Doors(
    {
        # who may, what is sent, and what the office is answered
        ("POST", "/members"): (OFFICE, {"json": JOINING}, 201),
        ("POST", "/introductions"): (OFFICE, {"json": {**JOINING, "urn": MEADOW}}, 201),
        ("POST", "/members/{urn}/leave"): (OFFICE, {}, 409),
        ("GET", "/members"): (ANYBODY, {}, 200),
        ("GET", "/counts"): (ANYBODY, {}, 200),
        ("POST", "/register/imports"): (OFFICE, {"content": "URN,EstablishmentName\n100001,A\n"}, 200),
        ("POST", "/register/links/imports"): (
            OFFICE,
            {"content": "URN,LinkURN,LinkType\n100001,100002,Successor\n"},
            200,
        ),
        ("GET", "/schools"): (ANYBODY, {"params": {"find": "hilltop"}}, 200),
        ("GET", "/schools/{school_id}"): (LOOK, {}, 404),
        ("POST", "/people"): (OFFICE, {"json": PERSON}, 404),
        ("GET", "/people"): (LOOK, {"params": {"id": NOBODY}}, 200),
        ("GET", "/members/people"): (LOOK, {}, 200),
        ("POST", "/people/{person_id}/move"): (OFFICE, {"json": {"school_id": NOBODY, "roles": ["head"]}}, 404),
        ("DELETE", "/people/{person_id}"): (OFFICE, {}, 404),
        ("PUT", "/contacts/{contact_id}"): (OFFICE, {"json": CHANGE}, 404),
    },
    {"urn": str(VALLEY)},
)


def test_every_route_is_in_the_table_and_described(registry: Bench) -> None:
    """Somebody has to say who may use it; the document says what it does, and where it wants a body."""
    DOORS.are_all_of(registry)


@pytest.mark.parametrize("role", ["admin", "office", "finance", "teacher", "nobody in particular"])
async def test_each_role_may_do_what_the_table_says(registry: Bench, imports: Imports, role: str) -> None:
    """403 for the others, by a stable type; whoever is signed in may look, as far as nothing personal is shown."""
    async with registry.client(role) as client:
        await DOORS.obey(client, role)


async def test_no_door_opens_to_a_bad_token(registry: Bench, imports: Imports, tmp_path: Path) -> None:
    """Missing, expired, forged, for others: 401 at each door, and nothing has happened."""
    await DOORS.stay_shut(registry, tmp_path / "other")


async def test_refusals_are_problems_with_stable_types(registry: Bench, imports: Imports) -> None:
    """Programs go by the type, people read the sentence."""
    await imports.links((SHUT, MEADOW))
    async with registry.client("office") as client:
        assert (await client.post("/members", json=JOINING)).status_code == 201
        assert problem(await client.post("/members", json=JOINING)) == (409, "already-a-member")
        closed = await client.post("/members", json={**JOINING, "urn": SHUT})
        assert problem(closed) == (409, "school-is-closed")
        assert f"URN {MEADOW} goes on for it" in closed.json()["detail"]
        assert problem(await client.post("/members", json={**JOINING, "urn": 999999})) == (404, "school-is-unknown")
        assert problem(await client.post(f"/members/{VALLEY}/leave")) == (409, "not-a-member")
        assert problem(await client.get(f"/schools/{NOBODY}")) == (404, "school-not-known-here")
        assert problem(await client.post("/people", json=PERSON)) == (404, "school-not-known-here")
        assert problem(await client.delete(f"/people/{NOBODY}")) == (404, "person-is-unknown")
        assert problem(await client.put(f"/contacts/{NOBODY}", json=CHANGE)) == (404, "contact-is-unknown")
        assert problem(await client.post("/register/imports", content=b"%PDF-1.7")) == (422, "unreadable-file")
        assert problem(await client.post("/register/imports", content=LINKS.read_bytes())) == (422, "not-a-register")
        links = await client.post("/register/links/imports", content=b"A,B\n1,2\n")
        assert problem(links) == (422, "not-a-list-of-links")
        assert problem(await client.get("/nowhere")) == (404, "not-found")
        assert problem(await client.patch("/members")) == (405, "method-not-allowed")


async def test_a_school_joins_and_leaves_over_http(registry: Bench, imports: Imports) -> None:
    """The answer is its id; the actor of the facts is who asked."""
    async with registry.client("office") as client:
        school_id = (await client.post("/members", json={"urn": HILLTOP, "head_name": " Ann Shaw "})).json()["id"]
        assert (await client.get("/members")).json()[0]["school_id"] == school_id
        shown = (await client.get(f"/schools/{school_id}")).json()
        assert [each["type"] for each in shown["story"]] == ["registry.SchoolJoined"]
        assert [each["name"] for each in shown["contacts"]] == ["Ann Shaw", "Hilltop Juniors office"]
        async with registry.client("finance") as officer:
            assert (await officer.get(f"/schools/{school_id}")).json()["contacts"] == []  # no mailboxes for finance
        assert (await client.post(f"/members/{HILLTOP}/leave")).json() == {"id": school_id}
        assert (await client.get("/members")).json() == []
    assert {each.envelope.cause.actor for each in await registry.outbox()} == {"user:ann"}


async def test_people_are_managed_over_http(registry: Bench, imports: Imports) -> None:
    """Registered, moved, changed, erased."""
    here, there = await joined(registry, HILLTOP), await joined(registry, VALLEY)
    async with registry.client("admin") as client:
        person = {**PERSON, "school_id": str(here), "address": "Bo@Example.org", "permissions": ["news"]}
        person_id = (await client.post("/people", json=person)).json()["id"]
        contact = (await registry.told(ContactDetails))[-1]
        assert (contact.address, contact.permissions) == ("Bo@example.org", ("news",))
        moving = {"school_id": str(there), "roles": ["head", "teacher"]}
        assert (await client.post(f"/people/{person_id}/move", json=moving)).status_code == 204
        assert (await client.put(f"/contacts/{contact.contact_id}", json=CHANGE)).status_code == 204
        assert (await client.delete(f"/people/{person_id}")).status_code == 204
        assert problem(await client.delete(f"/people/{person_id}")) == (404, "person-is-unknown")


async def test_a_head_sees_their_own_school_and_nobody_elses(registry: Bench, imports: Imports) -> None:
    """Which school that is, registry knows: not the token. Who isn't a head any more sees nobody."""
    here, there = await joined(registry, HILLTOP), await joined(registry, VALLEY)
    people = {
        name: await registry.do(RegisterPerson(SchoolId(school_id), name, (role,), None))
        for name, school_id, role in (("Ann", here, Role.HEAD), ("Bo", here, Role.TEACHER), ("Cy", there, Role.HEAD))
    }
    token = sign(registry.keys / "token.key", f"user:{people['Ann']}", ("head",), system_clock)
    async with registry.client(token=token) as head:
        assert (await head.get(f"/schools/{here}")).json()["name"] == "Hilltop Juniors"
        assert problem(await head.get(f"/schools/{there}")) == (403, "not-your-school")
        mine = {each["school_id"] for each in (await head.get("/members/people")).json()}
        assert mine == {str(here)}
        named = await head.get("/people", params={"id": [str(each) for each in people.values()]})
        assert {each["name"] for each in named.json()} == {"Ann", "Bo"}
    page = sign(registry.keys / "token.key", f"user:{people['Ann']}", ("head", NAMING), system_clock)
    async with registry.client(token=page) as naming:  # the page on which support has shown them who comes
        named = await naming.get("/people", params={"id": [str(each) for each in people.values()]})
        assert {each["name"] for each in named.json()} == {"Ann", "Bo", "Cy"}
        assert {each["school_id"] for each in (await naming.get("/members/people")).json()} == {str(here)}
        assert problem(await naming.get(f"/schools/{there}")) == (403, "not-your-school")
    async with registry.client(token=token) as head:
        await registry.do(MovePerson(people["Ann"], SchoolId(here), (Role.TEACHER,)))
        assert (await head.get("/members/people")).json() == []
        assert problem(await head.get(f"/schools/{here}")) == (403, "not-your-school")


async def test_people_are_named_by_their_ids(registry: Bench, imports: Imports) -> None:
    """Other services know ids only; who was erased has no name any more."""
    here = await joined(registry, HILLTOP)
    async with registry.client("office") as client:
        everybody = [
            (await client.post("/people", json={**PERSON, "school_id": str(here), "name": name})).json()["id"]
            for name in ("Bo Peep", "Ada Low")
        ]
        found = (await client.get("/people", params={"id": [*everybody, NOBODY]})).json()
        assert [(each["name"], each["school"], each["school_id"]) for each in found] == [
            ("Ada Low", "Hilltop Juniors", str(here)),
            ("Bo Peep", "Hilltop Juniors", str(here)),
        ]
        assert (await client.delete(f"/people/{everybody[0]}")).status_code == 204
        found = (await client.get("/people", params={"id": everybody})).json()
        assert [each["person_id"] for each in found] == everybody[1:]


async def test_an_edition_is_imported_over_http(registry: Bench, imports: Imports) -> None:
    """The report says what was done, and what is wrong by line and column; a dry run says the same and does nothing."""
    await joined(registry)
    rows = school(HILLTOP, "Quillmore"), school(300000, "New", opened="31-02-2020")
    body = "\n".join([HEADINGS, *rows, ""]).encode()
    async with registry.client("office") as client:
        dry = (await client.post("/register/imports", content=body, params={"dry_run": True})).json()
        assert (await client.get("/schools", params={"find": "quillmore"})).json() == []
        real = (await client.post("/register/imports", content=body)).json()
        found = (await client.get("/schools", params={"find": "quillmore"})).json()
    assert [each["urn"] for each in found] == [HILLTOP]
    for report in (dry, real):
        assert report["members"] == ["Quillmore: the register now says something else."]
        assert (report["outcome"]["changed"], report["outcome"]["refused"]) == (1, 1)
        assert (report["outcome"]["issues"][0]["line"], report["outcome"]["issues"][0]["column"]) == (3, "OpenDate")
    assert len(dry["outcome"]["sample"]) == 1


async def test_too_large_a_file_is_refused(registry: Bench, imports: Imports, monkeypatch: pytest.MonkeyPatch) -> None:
    """413, nothing changes, and nothing of it stays on the disk."""
    monkeypatch.setattr(upload, "LARGEST", 1024)
    before = await registry.contents()
    async with registry.client("office") as client:
        for path in ("/register/imports", "/register/links/imports"):
            assert problem(await client.post(path, content=b"x" * 1025)) == (413, "too-large")
    assert await registry.contents() == before


SECRET = "zq7secret"

WRONG_BODIES: list[tuple[str, str, Any]] = [
    ("POST", "/members", {**JOINING, "head_address": SECRET}),
    ("POST", "/members", {**JOINING, "head_address": f"{SECRET}@"}),
    ("POST", "/members", {**JOINING, "office_address": f"{SECRET}@{SECRET}.example.org, b@example.org"}),
    ("POST", "/members", {**JOINING, "head_name": ""}),
    ("POST", "/members", {**JOINING, "head_name": SECRET * 50}),
    ("POST", "/members", {**JOINING, "head_name": f"{SECRET}\u0000"}),
    ("POST", "/members", {**JOINING, "head_name": f"{SECRET}\r\nBcc: everybody@example.org"}),
    ("POST", "/members", {**JOINING, "head_name": [SECRET]}),
    ("POST", "/members", {**JOINING, "head_name": None}),
    ("POST", "/members", {**JOINING, "urn": SECRET}),
    ("POST", "/members", {**JOINING, "urn": 2**70}),
    ("POST", "/members", [SECRET]),
    ("POST", "/members", SECRET),
    ("POST", "/members", None),
    ("POST", "/members/12/leave", {}),
    ("POST", f"/members/{SECRET}/leave", {}),
    ("POST", "/people", {**PERSON, "school_id": SECRET}),
    ("POST", "/people", {**PERSON, "roles": []}),
    ("POST", "/people", {**PERSON, "roles": [SECRET]}),
    ("POST", "/people", {**PERSON, "roles": ["head"] * 9}),
    ("POST", "/people", {**PERSON, "permissions": {SECRET: SECRET}}),
    ("POST", f"/people/{NOBODY}/move", {"school_id": NOBODY, "roles": []}),
    ("DELETE", f"/people/{SECRET}", {}),
    ("PUT", f"/contacts/{NOBODY}", {**CHANGE, "address": f"{SECRET} @example.org"}),
    ("GET", f"/schools?find={'x' * 201}", {}),
    ("GET", "/schools?find=a&limit=0", {}),
    ("GET", "/schools?find=a&offset=99999999999999999999", {}),
    ("GET", f"/schools/{SECRET}", {}),
]


async def test_what_cannot_be_read_is_said_without_its_value(registry: Bench, imports: Imports) -> None:
    """Where it is and what is wrong; never the value, which may be personal, in no field of the problem."""
    async with registry.client("office") as client:
        for method, path, body in WRONG_BODIES:
            response = await client.request(method, path, json=body)
            assert problem(response) == (422, "invalid"), (path, body, response.text)
            assert SECRET not in response.text
            assert response.json()["places"]


async def test_half_a_character_and_broken_json_are_refused(registry: Bench, imports: Imports) -> None:
    """What no database's text can hold, and what isn't JSON at all."""
    half = b'{"urn": 100001, "head_name": "zq7secret \\ud800"}'
    async with registry.client("office") as client:
        for body in (half, b'{"urn": 100001, "head_name": "zq7secret', b'\xff\xfe{"zq7secret"'):
            response = await client.post("/members", content=body, headers={"content-type": "application/json"})
            assert problem(response)[0] in (400, 422)
            assert SECRET not in response.text


async def test_no_log_line_has_personal_data(
    registry: Bench, imports: Imports, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither when all goes well, nor when it is refused, nor when something is wrong on our side."""
    caplog.set_level(logging.DEBUG, "services")
    private = {**JOINING, "head_name": "Zebedee Quill", "head_address": "zq@private.example.org"}
    async with registry.client("office") as client:
        for body in (private, private, {**private, "urn": SHUT}, {**private, "head_address": "zq@private"}):
            await client.post("/members", json=body)
        await registry.query("ALTER TABLE contacts RENAME COLUMN permissions TO allowances")
        try:
            assert problem(await client.post("/members", json={**private, "urn": VALLEY})) == (500, "fault")
        finally:
            await registry.query("ALTER TABLE contacts RENAME COLUMN allowances TO permissions")
    said = caplog.text + "".join(capsys.readouterr())
    assert "http.fault" in said
    assert "JoinSchool" in said
    assert [word for word in ("Zebedee", "private.example.org") if word in said] == []


async def test_asking_again_with_the_same_key_joins_once(registry: Bench, imports: Imports) -> None:
    """The same answer, be it asked in a row or at once; another's same key is another key."""
    key = {"Idempotency-Key": str(uuid4())}
    async with registry.client("office") as client:
        first = await client.post("/members", json=JOINING, headers=key)
        again = await client.post("/members", json=JOINING, headers=key)
        assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
        other = await client.post("/members", json={**JOINING, "urn": VALLEY}, headers=key)
        assert problem(other) == (422, "key-used-for-something-else")
        assert problem(await client.post("/members", json=JOINING)) == (409, "already-a-member")
    assert len(await registry.told(SchoolJoined)) == 1


async def test_a_refusal_is_not_kept_under_its_key(registry: Bench, imports: Imports) -> None:
    """Once what was wrong is put right, the same request succeeds."""
    key, body = {"Idempotency-Key": "1"}, {**JOINING, "urn": 300000}
    async with registry.client("office") as client:
        assert problem(await client.post("/members", json=body, headers=key)) == (404, "school-is-unknown")
        await imports.edition(school(300000, "New School"))
        assert (await client.post("/members", json=body, headers=key)).status_code == 201


async def test_a_dry_runs_key_does_not_swallow_the_import(registry: Bench, imports: Imports) -> None:
    """A file needs no key, for twice is harmless; with one, the dry run's answer isn't the import's."""
    body, key = "\n".join([HEADINGS, school(300000, "New"), ""]).encode(), {"Idempotency-Key": "2"}
    async with registry.client("office") as client:
        for dry_run, unchanged in ((True, 0), (False, 0), (False, 1)):
            sent = await client.post("/register/imports", content=body, headers=key, params={"dry_run": dry_run})
            assert sent.json()["outcome"]["unchanged"] == unchanged
    assert await registry.query("SELECT count(*) FROM register WHERE urn = 300000") == [(1,)]


async def test_nothing_personal_is_kept_with_a_key(registry: Bench, imports: Imports) -> None:
    """The body's hash tells another one; the body itself is nowhere."""
    school_id = await joined(registry)
    person = {**PERSON, "school_id": str(school_id), "name": "Zebedee Quill"}
    async with registry.client("office") as client:
        person_id = (await client.post("/people", json=person, headers={"Idempotency-Key": "3"})).json()["id"]
        assert (await client.delete(f"/people/{person_id}")).status_code == 204
    assert "Zebedee" not in await registry.contents()


async def test_somebody_registered_over_http_is_the_one_of_the_use_case(registry: Bench, imports: Imports) -> None:
    """The door decodes and hands over, nothing else."""
    school_id = await joined(registry)
    await registry.do(RegisterPerson(school_id, "A", (Role.TEACHER,), None))
    async with registry.client("office") as client:
        await client.post("/people", json={"school_id": str(school_id), "name": "A", "roles": ["teacher"]})
    one, other = (await registry.told(PersonRegistered))[1:]
    assert (one.school_id, one.roles) == (other.school_id, other.roles)
