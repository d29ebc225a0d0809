"""E-mails that are uncertain, settled together; notify is played by the test."""

from typing import Any

import httpx
import pytest

from services.gateway.adapters.services import Refused
from shared.words import STATES
from tests.gateway.conftest import Behind

UNCERTAIN = {"state": "uncertain"}


@pytest.fixture
def uncertain(behind: Behind) -> list[int]:
    """How many notify settles, time after time."""
    left = [500, 3, 0]
    by_state = dict.fromkeys(STATES, 0) | {"uncertain": 503}
    behind.says |= {"/messages": [], "/queue": {"by_state": by_state, "longest_wait": 0.0}}
    behind.says["POST /messages/settle"] = lambda _: {"settled": left.pop(0)}
    return left


async def sent(browser: httpx.AsyncClient, word: str) -> httpx.Response:
    """The button is pressed."""
    fields: dict[str, Any] = {"csrf": word, "key": "k"}
    return await browser.post("/messages/settle", data=fields)


async def test_all_are_settled_however_many(
    browser: httpx.AsyncClient, csrf: str, behind: Behind, uncertain: list[int]
) -> None:
    """Notify settles some at a time; the page asks until there are none."""
    page = await browser.get("/messages", params=UNCERTAIN)
    assert "Settle all 503" in page.text
    assert (await sent(browser, csrf)).status_code == 303
    assert "503 e-mails are settled." in (await browser.get("/messages")).text
    assert uncertain == []


async def test_it_is_offered_only_where_one_has_just_looked_at_them(
    browser: httpx.AsyncClient, csrf: str, uncertain: list[int]
) -> None:
    """Not below the list of all."""
    assert "Settle all" not in (await browser.get("/messages")).text


async def test_a_refusal_is_said_on_the_page(
    browser: httpx.AsyncClient, csrf: str, behind: Behind, uncertain: list[int]
) -> None:
    """Nothing is lost of what is shown."""
    behind.says["POST /messages/settle"] = Refused("Somebody else is at it.", "busy", 409)
    page = await sent(browser, csrf)
    assert (page.status_code, "Somebody else is at it." in page.text) == (409, True)
