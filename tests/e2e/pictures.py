"""README's pictures: `make pictures` takes them of the example alliance, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"

TAKEN = {"today": ("/", None), "course": ("/courses", "Phonics from day one"), "money": ("/money", None)}
"""Each picture: the page, and what is clicked on it."""


@pytest.mark.parametrize("name", TAKEN)
def test_take(page: Page, name: str) -> None:
    """One picture, as wide as README is."""
    path, link = TAKEN[name]
    page.set_viewport_size({"width": 1000, "height": 700})
    page.goto(path)
    if link:
        page.get_by_role("link", name=link).click()
    page.wait_for_load_state()
    page.screenshot(path=FOLDER / f"{name}.png")
