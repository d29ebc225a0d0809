"""Which courses a list shows: what comes up unless something else is chosen."""

from datetime import date

import httpx
import pytest

from services.gateway.entrypoints.pages.courses_when import held, times
from tests.gateway.conftest import Behind, sign_in
from tests.service_fixtures import NOON

NOW = NOON.isoformat()


def test_the_terms_of_this_school_year_and_the_next_can_be_chosen() -> None:
    """In March it is still last September's year."""
    said = dict(times(date(2027, 3, 12)))
    assert said["over"] == "Held already"
    assert said["2026-spring"] == "Spring term 2026/27"
    assert list(said)[1:] == [f"{year}-{term}" for year in (2026, 2027) for term in ("autumn", "spring", "summer")]


@pytest.mark.parametrize(
    ("when", "asked"),
    [
        ("", {"after": NOW}),
        ("over", {"before": NOW}),
        ("2026-autumn", {"year": 2026, "term": "autumn"}),
        ("2026-winter", {"after": NOW}),
        ("autumn", {"after": NOW}),
        ("²-autumn", {"after": NOW}),
    ],
)
def test_bookings_is_asked_for_what_was_chosen(when: str, asked: dict[str, object]) -> None:
    """An address that somebody made up shows what comes up."""
    assert held(when, NOON) == asked


@pytest.mark.parametrize("when", ["", "over", "2026-spring"])
@pytest.mark.parametrize("free", ["", "true"])
async def test_the_page_takes_what_its_own_form_sends(
    browser: httpx.AsyncClient, password: str, behind: Behind, when: str, free: str
) -> None:
    """A form names each of its fields, also those where nothing is chosen."""
    await sign_in(browser, password)
    asked: list[object] = []
    behind.says["/courses"] = lambda params: asked.append(params.get("free")) or []
    page = await browser.get("/courses", params={"when": when, "strand": "", "free": free})
    assert (page.status_code, asked) == (200, [True if free else None])


async def test_the_page_keeps_what_was_chosen(browser: httpx.AsyncClient, password: str, behind: Behind) -> None:
    """In its field, and in what it asks for when bookings has news."""
    asked: list[object] = []
    behind.says["/courses"] = lambda params: asked.append(params["term"]) or []
    await sign_in(browser, password)
    page = await browser.get("/courses", params={"when": "2026-spring"})
    assert asked == ["spring"]
    assert '<option value="2026-spring" selected>' in page.text
    assert "when=2026-spring" in page.text
