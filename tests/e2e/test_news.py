"""News on a page that is open."""

import pytest
from playwright.sync_api import Page, Request, expect

TWICE = "for (const _ of [1, 2]) htmx.trigger('#live', 'sse:finance')"
"""Two facts, the second while the page asks what the first one changed."""


@pytest.mark.parametrize("path", ["/money", "/money/grants"])
def test_what_changes_while_a_page_is_asked_for_is_asked_for_too(page: Page, path: str) -> None:
    """The page may have been written before the second fact: without another look it would stay as it was."""
    asked: list[Request] = []
    page.goto(path)
    page.on("request", lambda request: asked.append(request) if "hx-request" in request.headers else None)
    page.evaluate(TWICE)
    page.wait_for_timeout(1000)
    assert len(asked) == 2
    expect(page.locator("#live")).to_have_count(1)
    expect(page.locator("h1")).to_have_count(1)
