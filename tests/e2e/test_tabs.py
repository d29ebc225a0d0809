"""Many pages open in one browser: forty tabs are nothing unusual."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import SignedIn
from tests.e2e.test_newcomer import SOON

TABS = 9
"""More than the six connections that a browser makes to one address."""


def test_every_tab_loads_and_moves_however_many_are_open(signed_in: SignedIn) -> None:
    """They share one feed; when the tab that holds it is closed, another takes it up."""
    with signed_in() as context:
        tabs = [context.new_page() for _ in range(TABS)]
        for tab in tabs:
            tab.goto("/support")
        tabs[0].close()
        tabs[1].goto("/support/ask")
        tabs[1].get_by_label("Which school asks?").select_option(index=1)
        tabs[1].get_by_label("What for?").select_option(index=1)
        tabs[1].wait_for_timeout(500)  # another tab is listening by then
        tabs[1].get_by_role("button", name="Ask for support").click()
        asked = re.sub(r"^.*(/support/)", r"\1", tabs[1].url)
        for tab in tabs[2:]:
            expect(tab.locator(f"a[href='{asked}']")).to_have_count(1, timeout=SOON)
