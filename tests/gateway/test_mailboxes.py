"""Addresses of a school's mailboxes; registry is played by the test."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.gateway.conftest import Behind

SCHOOL, BOX, OTHER = (str(UUID(int=number)) for number in (1, 2, 3))

PATH = f"/schools/{SCHOOL}/mailboxes/{BOX}"


@pytest.fixture(autouse=True)
def registry(behind: Behind) -> None:
    """A school whose office has no address yet."""
    office = {"contact_id": BOX, "person_id": None, "role": "office", "name": "Hilltop office", "address": None}
    school = {
        "school_id": SCHOOL,
        "name": "Hilltop Juniors",
        "people": [],
        "contacts": [office | {"permissions": ["news"]}],
    }
    behind.says |= {f"GET /schools/{SCHOOL}": school, f"PUT /contacts/{BOX}": None}


async def sent(browser: httpx.AsyncClient, csrf: str, **fields: Any) -> httpx.Response:
    """The form."""
    return await browser.post(PATH, data={"csrf": csrf, "key": "k", **fields})


async def test_an_address_is_entered_and_what_was_permitted_stays(
    browser: httpx.AsyncClient, csrf: str, behind: Behind
) -> None:
    """Registry is told of the whole mailbox."""
    assert 'value="Hilltop office"' in (await browser.get(PATH)).text
    done = await sent(browser, csrf, name="Hilltop office", address="office@hilltop.example.org")
    assert (done.status_code, done.headers["location"]) == (303, f"/schools/{SCHOOL}")
    body = {"name": "Hilltop office", "address": "office@hilltop.example.org", "permissions": ["news"]}
    assert behind.told == [("PUT", f"/contacts/{BOX}", body)]


async def test_a_name_is_needed(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """It is said at its field, and what was typed stays."""
    page = await sent(browser, csrf, name=" ", address="office@hilltop.example.org")
    assert (page.status_code, "Enter a name." in page.text, behind.told) == (422, True, [])
    assert 'value="office@hilltop.example.org"' in page.text


async def test_another_schools_mailbox_is_none_of_its(browser: httpx.AsyncClient, csrf: str) -> None:
    """An address that somebody made up."""
    assert (await browser.get(f"/schools/{SCHOOL}/mailboxes/{OTHER}")).status_code == 404


@pytest.mark.parametrize("address", ["", "ann@hilltop.example.org"])
async def test_an_address_is_forgotten_only_when_somebody_says_so(
    browser: httpx.AsyncClient, csrf: str, behind: Behind, address: str
) -> None:
    """A field that was left empty may be a slip."""
    behind.says[f"GET /schools/{SCHOOL}"]["contacts"][0]["address"] = "old@hilltop.example.org"
    empty = await sent(browser, csrf, name="Hilltop office", address="")
    assert (empty.status_code, "Enter the e-mail address" in empty.text, behind.told) == (422, True, [])
    await sent(browser, csrf, name="Hilltop office", address=address, unknown="yes")
    [(_, _, body)] = behind.told
    assert body["address"] is None
