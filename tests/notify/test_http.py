"""Notify over HTTP: who may look and decide, and what the queue looks like. No server: the app itself is asked."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.notify.domain.email import Delivered, Obstacle, Unknown
from services.notify.use_cases.record_outcome import RecordOutcome
from services.notify.use_cases.take_letters import TakeLetters
from shared.contracts.registry import ContactForgotten
from tests.http_cases import bad_tokens, mistakes_in, problem
from tests.notify.stories import HEAD, OFFICE, Stories, details, joined, message_ids, office, stand
from tests.service_fixtures import Bench

NOBODY = str(UUID(int=404))

OFFICES, ANYBODY = {"admin", "office"}, {"admin", "office", "teacher"}

DOORS: dict[tuple[str, str], tuple[set[str], int]] = {
    # who may, and what the office is answered about a message that there isn't
    ("GET", "/messages"): (OFFICES, 200),
    ("GET", "/messages/{message_id}"): (OFFICES, 404),
    ("GET", "/queue"): (ANYBODY, 200),
    ("POST", "/messages/{message_id}/resend"): (OFFICES, 404),
    ("POST", "/messages/{message_id}/settle"): (OFFICES, 404),
    ("POST", "/messages/settle"): (OFFICES, 200),
}


def asked(client: httpx.AsyncClient, door: tuple[str, str]) -> Any:
    """A request at that door."""
    return client.request(door[0], door[1].replace("{message_id}", NOBODY))


@pytest.fixture
async def uncertain(notify: Bench, registry_tells: Stories) -> str:
    """The id of a message of which nobody knows whether it went."""
    await registry_tells.tell(details(), joined(0, (HEAD,)))
    (taken,) = await notify.do(TakeLetters())
    await notify.do(RecordOutcome(taken.message_id, taken.attempt, Unknown(Obstacle.BROKEN_OFF)))
    return str(taken.message_id)


def test_every_route_is_in_the_table(notify: Bench) -> None:
    """A new route without a row here fails: somebody has to say who may use it."""
    assert notify.routes() == set(DOORS)


@pytest.mark.parametrize("role", ["admin", "office", "teacher", "nobody in particular"])
async def test_each_role_may_do_what_the_table_says(notify: Bench, role: str) -> None:
    """Messages hold names and addresses: they are for the office. How many there are, anybody may see."""
    async with notify.client(role) as client:
        for door, (allowed, answer) in DOORS.items():
            response = await asked(client, door)
            if role in allowed or allowed == ANYBODY:
                assert response.status_code == answer, (door, response.text)
            else:
                assert problem(response) == (403, "not-allowed"), door


async def test_no_door_opens_to_a_bad_token(notify: Bench, tmp_path: Path) -> None:
    """Missing, expired, forged, for others: 401 at each door."""
    for what, token in bad_tokens(notify.keys, tmp_path / "other").items():
        async with notify.client(token=token) as client:
            for door in DOORS:
                assert problem(await asked(client, door)) == (401, "not-signed-in"), (what, door)


async def test_messages_are_listed_newest_first_page_by_page(notify: Bench, registry_tells: Stories) -> None:
    """`before` is the place of the last one seen."""
    await registry_tells.tell(details(), *(joined(n, (HEAD,)) for n in range(5)))
    async with notify.client("office") as client:
        first = (await client.get("/messages", params={"limit": 3})).json()
        rest = (await client.get("/messages", params={"limit": 3, "before": first[-1]["place"]})).json()
        nothing = (await client.get("/messages", params={"before": rest[-1]["place"]})).json()
    listed = [each["message_id"] for each in first + rest]
    assert (len(first), len(rest), nothing) == (3, 2, [])
    assert listed == [str(each) for each in reversed(await message_ids(notify))]
    assert {each["name"] for each in first} == {"Ann Shaw"}


async def test_messages_are_listed_by_state_and_by_a_part_of_their_id(notify: Bench, registry_tells: Stories) -> None:
    """What an operator reads in a log line, or on a screen."""
    await registry_tells.tell(details(), joined())
    queued, waiting = await message_ids(notify)
    async with notify.client("office") as client:

        async def listed(**asked: str) -> list[str]:
            return [each["message_id"] for each in (await client.get("/messages", params=asked)).json()]

        assert await listed(state="waiting") == [str(waiting)]
        assert await listed(state="sent") == []
        assert await listed(id=str(queued)[-8:]) == [str(queued)]
        assert await listed(id=str(queued)) == [str(queued)]
        assert await listed(id="0" * 8) == []


async def test_messages_are_listed_by_the_facts_that_they_came_of(notify: Bench, registry_tells: Stories) -> None:
    """Of one, of several, of none that was heard."""
    await registry_tells.tell(details(), *(joined(n, (HEAD,)) for n in range(3)))
    async with notify.client("office") as client:

        async def listed(**asked: Any) -> list[dict[str, Any]]:
            return (await client.get("/messages", params=asked)).json()

        everything = await listed()
        whole = [(await client.get(f"/messages/{each['message_id']}")).json() for each in everything]
        facts = [each["event_id"] for each in whole]
        assert await listed(event_id=facts[0]) == everything[:1]
        assert await listed(event_id=[facts[2], facts[0]]) == [everything[0], everything[2]]
        assert await listed(event_id=NOBODY) == []
        assert problem(await client.get("/messages", params={"event_id": [NOBODY] * 101})) == (422, "invalid")


async def test_a_message_is_shown_whole_with_its_reason(notify: Bench, registry_tells: Stories) -> None:
    """Its words, and the fact and the actor behind it."""
    await registry_tells.tell(details(), joined(0, (HEAD,)))
    (taken,) = await notify.do(TakeLetters())
    await notify.do(RecordOutcome(taken.message_id, taken.attempt, Delivered(250)))
    async with notify.client("office") as client:
        shown = (await client.get(f"/messages/{taken.message_id}")).json()
    assert (shown["state"], shown["code"], shown["tries"], shown["address"]) == (
        "sent",
        250,
        1,
        "ann@hilltop.example.org",
    )
    assert (shown["event_type"], shown["actor"]) == ("registry.SchoolJoined", "user:ann")
    assert "Hilltop Juniors" in shown["text"]
    assert "<html" in shown["html"]


async def test_a_message_to_somebody_forgotten_is_shown_without_them(notify: Bench, registry_tells: Stories) -> None:
    """It still counts."""
    await registry_tells.tell(details(), joined(0, (HEAD,)), ContactForgotten(HEAD))
    (message_id,) = await message_ids(notify)
    async with notify.client("office") as client:
        shown = (await client.get(f"/messages/{message_id}")).json()
        assert (shown["state"], shown["name"], shown["address"], shown["text"]) == ("forgotten", None, None, None)
        refused = await client.post(f"/messages/{message_id}/resend")
        assert problem(refused) == (409, "addressee-was-forgotten")


async def test_the_queue_says_how_many_stand_where(notify: Bench, registry_tells: Stories) -> None:
    """Every state, those without messages too; nobody is named."""
    await registry_tells.tell(details(), joined())
    async with notify.client("teacher") as client:
        queue = (await client.get("/queue")).json()
    assert {state: count for state, count in queue["by_state"].items() if count} == {"queued": 1, "waiting": 1}
    assert set(queue["by_state"]) == {
        *("waiting", "queued", "sending", "sent", "failed"),
        *("uncertain", "settled", "same_mailbox", "forgotten"),
    }
    assert "longest_wait" in queue
    assert "example.org" not in str(queue)


async def test_an_uncertain_message_is_sent_again_on_the_offices_word(notify: Bench, uncertain: str) -> None:
    """Once: it is on its way then. The same request with the same key asks for nothing more."""
    key = {"Idempotency-Key": str(uuid4())}
    async with notify.client("office") as client:
        for _ in range(2):
            assert (await client.post(f"/messages/{uncertain}/resend", headers=key)).status_code == 204
        assert await stand(notify) == {"queued": ["ann@hilltop.example.org"]}
        assert problem(await client.post(f"/messages/{uncertain}/resend")) == (409, "nothing-to-resend")
        assert problem(await client.post(f"/messages/{uncertain}/settle")) == (409, "not-uncertain")


async def test_an_uncertain_message_is_settled_on_the_offices_word(notify: Bench, uncertain: str) -> None:
    """And may still be sent again, should it turn out not to have come."""
    async with notify.client("office") as client:
        assert (await client.post(f"/messages/{uncertain}/settle")).status_code == 204
        assert problem(await client.post(f"/messages/{uncertain}/settle")) == (409, "not-uncertain")
        assert (await client.post(f"/messages/{uncertain}/resend")).status_code == 204


async def test_what_is_not_there_is_a_problem_with_a_stable_type(notify: Bench) -> None:
    """Programs go by the type."""
    async with notify.client("admin") as client:
        for method, path in (("GET", ""), ("POST", "/resend"), ("POST", "/settle")):
            response = await client.request(method, f"/messages/{NOBODY}{path}")
            assert problem(response) == (404, "message-is-unknown")


@pytest.mark.parametrize(
    "query",
    [
        "state=zq7secret",
        "limit=0",
        "limit=9999",
        "before=-1",
        "before=99999999999999999999",
        "id=zq7secret%25",
        "before=x",
    ],
)
async def test_what_cannot_be_read_is_said_without_its_value(notify: Bench, query: str) -> None:
    """Where it is and what is wrong."""
    async with notify.client("office") as client:
        response = await client.get(f"/messages?{query}")
    assert problem(response) == (422, "invalid")
    assert "zq7secret" not in response.text


async def test_the_office_is_listed_too(notify: Bench, registry_tells: Stories) -> None:
    """By its mailbox's name."""
    await registry_tells.tell(office(), joined(0, (OFFICE,)))
    async with notify.client("office") as client:
        assert [each["name"] for each in (await client.get("/messages")).json()] == ["Hilltop office"]


def test_the_openapi_document_is_whole(notify: Bench) -> None:
    """References lead somewhere, each operation says what it does."""
    document = notify.app.openapi()
    assert document["openapi"].startswith("3.1")
    assert mistakes_in(document) == []
