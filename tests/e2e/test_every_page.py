"""Every page: for who can't see or point well, on the narrowest phone, and on paper."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignedIn

WIDE, NARROW = 1280, 320
"""Pixels: a desk, and the narrowest phone that anybody still has."""

PAGES = (
    *("/", "/schools", "/schools?find=ealing", "/schools/join/101939", "/schools/introduce/101939"),
    *("/schools/register", "/people"),
    *("/courses", "/courses?when=over", "/courses/new", "/support", "/support/ask"),
    *("/support/sles", "/support/sles/designate", "/support/days"),
    *("/money", "/money/postings", "/money/grants", "/messages", "/running", "/running/feed", "/running/readers"),
)

LISTS = ("/schools", "/courses", "/support", "/messages")
"""Each leads to things of its kind."""


def first_of(page: Page, path: str) -> str:
    """The address of the first thing that a list leads to."""
    page.goto(path)
    links = page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return next(each for each in links if re.fullmatch(rf"{path}/[0-9a-f-]{{36}}", each))


def look(page: Page, path: str) -> None:
    """At the page, wide and narrow, and at what axe finds wrong with it."""
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path)
        too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert too_wide <= 0, f"{path} is {too_wide} pixels wider than {width}"
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path} at {width}: {found.generate_report()}"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_sound(page: Page, path: str) -> None:
    """WCAG as far as axe can tell, nothing to scroll sideways, a title that says what it is, one heading above all."""
    look(page, path)
    expect(page).to_have_title(re.compile(" – Ealing Teaching School Alliance$"))
    expect(page.locator("h1")).to_have_count(1)


@pytest.mark.parametrize("path", LISTS)
def test_a_page_about_one_thing_is_sound(page: Page, path: str) -> None:
    """The first school, course, case and e-mail."""
    look(page, first_of(page, path))


def test_a_mailbox_is_sound(page: Page) -> None:
    """The first person's of the first school."""
    page.goto(first_of(page, "/schools"))
    look(page, page.locator("main a[href*='/mailboxes/']").first.get_attribute("href") or "")


@pytest.mark.parametrize("what", ["/change", "/sessions/1"])
def test_a_form_about_one_course_is_sound(page: Page, what: str) -> None:
    """As the course is now, and who came to it."""
    look(page, first_of(page, "/courses") + what)


def test_the_question_before_a_place_is_given_back_is_sound(page: Page) -> None:
    """The first that is booked on the first course."""
    page.goto(first_of(page, "/courses"))
    look(page, page.locator("main a[href$='/cancel']").first.get_attribute("href") or "")


def test_the_way_in_is_sound(signed_in: SignedIn) -> None:
    """Who isn't signed in has no navigation."""
    with signed_in(storage_state=None) as nobody:
        page = nobody.new_page()
        look(page, "/sign-in")
        expect(page.get_by_role("navigation")).to_have_count(0)


def test_the_design_systems_own_scripts_run(signed_in: SignedIn) -> None:
    """A password can be shown, which is theirs to do; they say nothing of being refused."""
    with signed_in(storage_state=None) as nobody:
        page = nobody.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto("/sign-in")
        page.get_by_role("button", name="Show password").click()
        expect(page.locator("#password")).to_have_attribute("type", "text")
        assert said == []


def test_the_keyboard_alone_will_do(page: Page) -> None:
    """The first stop leads past the navigation; a course is opened and a place booked by Tab, arrows and Enter."""
    page.goto("/courses")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Phonics from day one").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Who comes?").focus()
    page.keyboard.type("Ottoline")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Ottoline Maddern is on the waiting list")


def test_printed_it_is_a_clean_sheet(page: Page) -> None:
    """No navigation, no buttons, no forms."""
    page.goto(first_of(page, "/courses"))
    page.emulate_media(media="print")
    for hidden in ("nav", "form", ".govuk-button", ".govuk-back-link"):
        assert page.locator(hidden).evaluate_all("found => found.every(each => !each.checkVisibility())"), hidden
    expect(page.get_by_role("heading", name="Who comes")).to_be_visible()
