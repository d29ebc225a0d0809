"""Running: how far readers are, and what is done when a database went back; the services are played by the test."""

import re
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.gateway.adapters.services import Refused, Service
from services.gateway.entrypoints.pages import recovering
from tests.gateway.conftest import Behind

ONE, TWO = (str(UUID(int=number)) for number in (1, 2))

LOST = "/running/registry/lost"


def lost(event_id: str, decision: str | None = None) -> dict[str, Any]:
    """A fact that registry's database lost."""
    told = {"topic": "registry.schools", "key": "k", "sequence": 4, "type": "registry.SchoolLeft"}
    when = {"recorded_at": "2027-03-12T09:00:00Z", "actor": "service:registry"}
    return {"event_id": event_id, **told, **when, "data": '{"urn": 1}', "decision": decision}


@pytest.fixture(autouse=True)
def laid_out(behind: Behind) -> None:
    """Two facts are lost, and one reader is 3 facts behind."""
    reader = {"reader": "notify", "fold": False, "acts_from": None, "stopped_at": None, "stopped_because": None}
    behind.says |= {
        "/operations/readers": [reader],
        "/operations/readers/progress": {"read": 1_997, "of": 2_000},
        "GET /operations/lost": [lost(ONE), lost(TWO)],
        "/operations/lost/look": {"looked_at": 9, "of": 9, "lost": 2, "next": None},
        "/operations/lost/decide": {"facts": 1, "undecided": 1},
    }


async def test_it_is_said_how_far_behind_each_reader_is(browser: httpx.AsyncClient, csrf: str) -> None:
    """In facts, and of how many."""
    page = (await browser.get("/running/readers")).text
    assert re.search(r"numeric\">3</td>", page)
    assert "1,997 of 2,000" in page


@pytest.mark.parametrize("why", [Refused("Kafka is away.", "kafka-is-away", 503), None])
async def test_what_isnt_known_of_a_reader_is_said(
    browser: httpx.AsyncClient, csrf: str, behind: Behind, why: Refused | None
) -> None:
    """While Kafka is away, or the service doesn't answer, the page is there all the same."""
    del behind.says["/operations/readers/progress"]
    if why:
        behind.says["/operations/readers/progress"] = why
    answer = await browser.get("/running/readers")
    assert (answer.status_code, answer.text.count("Not known")) == (200, 5)


async def test_readers_of_a_service_that_is_down_are_not_made_up(
    browser: httpx.AsyncClient, csrf: str, behind: Behind
) -> None:
    """It says that it doesn't answer, and not that it reads nothing."""
    del behind.says["/operations/readers"]
    page = (await browser.get("/running/readers")).text
    assert page.count("Doesn't answer".replace("'", "&#39;")) == 5
    assert "reads nothing" not in page


async def test_lost_facts_are_looked_for_to_the_end(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """A portion after the other, each with a key of its own; what it came to is said."""
    parts = [{"looked_at": 5, "of": 9, "lost": 1, "next": "w"}, {"looked_at": 9, "of": 9, "lost": 2, "next": None}]
    behind.says["/operations/lost/look"] = lambda _: parts.pop(0)
    answer = await browser.post(f"{LOST}/look", data={"csrf": csrf, "form_key": "1"})
    assert (answer.status_code, answer.headers["location"]) == (303, LOST)
    assert [body for _, _, body in behind.told] == [{"after": None}, {"after": "w"}]


async def test_a_long_look_says_how_far_it_is_and_goes_on(
    browser: httpx.AsyncClient, csrf: str, behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for a page for minutes."""
    monkeypatch.setattr(recovering, "PATIENCE", -1.0)
    behind.says["/operations/lost/look"] = {"looked_at": 20_000, "of": 90_000, "lost": 1, "next": "w"}
    page = (await browser.post(f"{LOST}/look", data={"csrf": csrf, "form_key": "1"})).text
    assert "20,000 of 90,000 records are looked through." in page
    assert 'name="after" value="w"' in page


@pytest.mark.parametrize(("which", "ids"), [({"event_id": ONE}, [ONE]), ({"why": "a test"}, None)])
async def test_it_is_said_what_became_of_one_or_of_all(
    browser: httpx.AsyncClient, csrf: str, behind: Behind, which: dict[str, str], ids: list[str] | None
) -> None:
    """With the reason, if one was given."""
    assert "There is a problem" in (await browser.post(f"{LOST}/decide", data=which | {"csrf": csrf})).text
    await browser.post(f"{LOST}/decide", data=which | {"decision": "discarded", "csrf": csrf, "form_key": "1"})
    body = {"event_ids": ids, "decision": "discarded", "why": which.get("why")}
    assert behind.told == [("POST", "/operations/lost/decide", body)]


async def test_nothing_can_be_settled_before_all_are_decided(
    browser: httpx.AsyncClient, csrf: str, behind: Behind
) -> None:
    """The button is there once they are; then it goes on key by key until none is left."""
    assert "Settle them</button>" not in re.sub(r"\s+<", "<", (await browser.get(LOST)).text)
    behind.says["GET /operations/lost"] = [lost(ONE, "discarded"), lost(TWO, "re-entered")]
    assert f'action="{LOST}/settle"' in (await browser.get(LOST)).text
    told = [{"keys": 1, "entered": 1, "renumbered": 2, "told_again": 0, "left": left} for left in (1, 0)]
    behind.says["/operations/lost/settle"] = lambda _: told.pop(0)
    await browser.post(f"{LOST}/settle", data={"csrf": csrf, "form_key": "1"})
    assert told == []
    page = (await browser.get(LOST)).text
    assert "2 lost facts are known again, 4 told since go out behind them." in page


async def test_what_a_service_says_no_to_is_said(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """In its own words, on the page from which it was asked."""
    behind.says["/operations/lost/settle"] = Refused("2 are undecided.", "undecided", 409)
    answer = await browser.post(f"{LOST}/settle", data={"csrf": csrf, "form_key": "1"})
    assert (answer.status_code, "2 are undecided." in answer.text) == (422, True)
    assert (await browser.get("/running/nobody/lost")).status_code == 404


QUIET: dict[str, Any] = {
    "outbox": {"unpublished": 0, "oldest": None},
    "lost": 0,
    **{name: [] for name in ("stopped", "parked", "rejected", "refused", "timers")},
}


@pytest.fixture
def ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every role of every service says that it is."""

    async def readiness(_: Service) -> object:
        return {"http": {"ready": True, "because": ""}}

    monkeypatch.setattr(Service, "readiness", readiness)


@pytest.mark.usefixtures("ready")
async def test_all_that_waits_for_an_operator_is_shown(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """Of each kind, with what can be done about it; where nothing waits that is said."""
    behind.says["/operations/overview"] = QUIET
    assert "Nothing is set aside, stopped, lost or refused." in (await browser.get("/running")).text
    since, of = "2027-03-12T09:00:00Z", {"topic": "registry.schools", "key": "k", "sequence": 4}
    told = of | {"type": "registry.SchoolLeft"}
    behind.says["/operations/overview"] = QUIET | {
        "lost": 2,
        "stopped": [{"reader": "notify", "stopped_because": "over 20 keys failed in a minute"}],
        "parked": [told | {"reader": "notify", "reason": "failed", "error": "KeyError", "parked_at": since}],
        "refused": [told | {"error": "MessageSizeTooLargeError", "refused_at": since, "behind": 2}],
        "timers": [{"timer": "t", "command": "LapseOffer", "tries": 3, "error": "KeyError"}],
        "rejected": [{"topic": "registry.schools", "partition": 0, "offset": 7}],
    }
    page = (await browser.get("/running")).text
    for words in (
        *("2 facts that it lost", "over 20 keys failed", "Try it again", "Skip it", "2 facts behind it"),
        *("lapse offer", "alliance ops registry refused", "alliance ops registry rejected"),
    ):
        assert words in page, words


@pytest.mark.usefixtures("ready")
async def test_a_service_without_its_database_isnt_called_well(browser: httpx.AsyncClient, csrf: str) -> None:
    """It answers for itself, and not for what waits there."""
    page = (await browser.get("/running")).text
    assert page.count("what waits there can't be shown") == 5
    assert "Nothing is set aside" not in page
