"""What holds for every page: where forms may come from, how large they may be, what a browser may do with a page."""

import re
from collections.abc import Mapping

import httpx
import pytest

from services.gateway.entrypoints.pages import people
from services.gateway.entrypoints.pages.desk import csrf_of
from tests.gateway.conftest import OFFICE, sign_in
from tests.service_fixtures import Bench

INVITATION = {"name": "Bo Lee", "address": "bo.lee@example.org", "role": "office", "form_key": "1"}


async def invitations(gateway: Bench) -> int:
    """How many accounts there are besides the first."""
    return len(await gateway.query("SELECT * FROM accounts")) - 1


async def test_every_page_says_what_browsers_may_do_with_it(browser: httpx.AsyncClient, csrf: str) -> None:
    """Nothing from elsewhere, no script but ours, no frame around it, nothing kept; also where something went wrong."""
    for path in ("/sign-in", "/people", "/nothing", "/running"):
        page = await browser.get(path)
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["cache-control"] == "no-store"


async def test_what_is_our_fault_is_guarded_like_every_page(
    browser: httpx.AsyncClient, csrf: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever makes a page fail doesn't get one that a browser may keep, frame, or run scripts in."""

    async def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(people, "_people", fail)
    page = await browser.get("/people")
    assert (page.status_code, page.headers["cache-control"]) == (500, "no-store")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"


async def test_scripts_carry_a_nonce_that_is_never_the_same(browser: httpx.AsyncClient, csrf: str) -> None:
    """And no page has a script or a style in its text."""
    pages = [await browser.get("/people") for _ in range(2)]
    nonces = [set(re.findall(r'nonce="([^"]+)"', page.text)) for page in pages]
    assert [len(each) for each in nonces] == [1, 1]
    assert nonces[0] != nonces[1]
    for page in pages:
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page.text))
        assert not re.search(r'<style|\sstyle="|\son\w+="', page.text)


async def test_a_form_with_its_token_is_taken(gateway: Bench, browser: httpx.AsyncClient, csrf: str) -> None:
    """The others here are refused for what they lack."""
    made = await browser.post("/people/invite", data=INVITATION | {"csrf": csrf})
    assert "/welcome/" in made.text
    assert await invitations(gateway) == 1


@pytest.mark.parametrize("token", [None, "", "0" * 64, "é", csrf_of("another session")])
async def test_a_form_without_its_token_does_nothing(
    gateway: Bench, browser: httpx.AsyncClient, csrf: str, token: str | None
) -> None:
    """Missing, empty, made up, in letters that it never has, of another session: 403, and a sentence."""
    sent = INVITATION | ({} if token is None else {"csrf": token})
    refused = await browser.post("/people/invite", data=sent)
    assert (refused.status_code, "nothing was done" in refused.text) == (403, True)
    assert await invitations(gateway) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_a_form_from_another_site_does_nothing(
    gateway: Bench, browser: httpx.AsyncClient, csrf: str, headers: Mapping[str, str]
) -> None:
    """Whatever it brings; signing in too, or somebody could be signed in as somebody else without noticing."""
    refused = await browser.post("/people/invite", data=INVITATION | {"csrf": csrf}, headers=headers)
    assert refused.status_code == 403
    assert (await browser.post("/sign-in", data={"address": OFFICE}, headers=headers)).status_code == 403
    assert await invitations(gateway) == 0


async def test_ten_megabytes_are_no_form(gateway: Bench, browser: httpx.AsyncClient, csrf: str) -> None:
    """Refused while it comes, not after it was read; said or not how long it is."""
    large = INVITATION | {"csrf": csrf, "name": "x" * 10_000_000}
    assert (await browser.post("/people/invite", data=large)).status_code == 413

    async def dripping():
        yield b"name="
        for _ in range(100):
            yield b"x" * 100_000

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await browser.post("/people/invite", content=dripping(), headers=form)).status_code == 413
    assert await invitations(gateway) == 0


async def test_script_in_a_name_is_a_name(gateway: Bench, browser: httpx.AsyncClient, csrf: str) -> None:
    """It stands there as it was typed."""
    name = "<script>alert(1)</script>"
    await browser.post("/people/invite", data=INVITATION | {"csrf": csrf, "name": name})
    page = (await browser.get("/people")).text
    assert name not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


async def test_an_unfit_form_comes_back_as_typed(gateway: Bench, browser: httpx.AsyncClient, csrf: str) -> None:
    """Each field says what is wrong with it, and a list above leads there."""
    sent = {"csrf": csrf, "form_key": "1", "name": "", "address": "not an address", "role": "king"}
    back = await browser.post("/people/invite", data=sent)
    assert back.status_code == 422
    assert 'value="not an address"' in back.text
    for field in ("name", "address", "role"):
        assert f'href="#{field}"' in back.text
        assert f'id="{field}-error"' in back.text
    assert "<title>Error: " in back.text
    assert await invitations(gateway) == 0


async def test_services_that_are_down_leave_their_part_out(browser: httpx.AsyncClient, csrf: str) -> None:
    """No service answers here: every list says so in its place, and the page stands."""
    for path in ("/", "/schools", "/courses", "/support", "/money", "/messages", "/people", "/running"):
        page = await browser.get(path)
        assert page.status_code == 200, path
        assert "answer" in page.text, path


async def test_a_page_about_what_a_service_alone_knows_says_that_it_is_down(
    browser: httpx.AsyncClient, csrf: str
) -> None:
    """503, which service, and what to do."""
    gone = await browser.get("/courses/00000000-0000-0000-0000-000000000001")
    assert (gone.status_code, "The service bookings doesn&#39;t answer" in gone.text) == (503, True)


async def test_cookies_are_for_browsers_only(browser: httpx.AsyncClient, password: str) -> None:
    """No script reads it, no other site sends it."""
    cookie = (await sign_in(browser, password)).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
