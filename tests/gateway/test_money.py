"""The projection's page; finance is played by the test."""

from typing import Any

import httpx
import pytest

from services.gateway.entrypoints.pages.money import COLUMNS
from tests.gateway.conftest import Behind

YEAR: dict[str, Any] = {"year": 2026, "name": "2026/27"} | dict.fromkeys(COLUMNS, 0)
BAND = {"applications": 2, "sure": 8_231_500, "low": 8_231_500, "high": 9_731_500, "most": 10_531_500}


@pytest.fixture(autouse=True)
def laid_out(behind: Behind) -> None:
    """One year, in which two applications are open."""
    lines = {"name": "2026/27", "lines": [], "total": dict.fromkeys(COLUMNS, 0)}
    behind.says |= {
        "/projections": [YEAR | {"probable": 2_300_000, "earned": 8_231_500}],
        "/projections/2026": lines,
        "/bands": [{"year": 2026, "name": "2026/27"} | BAND],
    }


async def test_what_is_likely_stands_below_the_picture(browser: httpx.AsyncClient, csrf: str) -> None:
    """With what it waits for, and what the bracket in the picture means."""
    page = (await browser.get("/money")).text
    for words in ("2 applications", "£82,315.00", "£97,315.00", "£105,315.00", "eight times in ten"):
        assert words in page
    picture = await browser.get("/money/chart.svg")
    assert (picture.status_code, 'class="band"' in picture.text) == (200, True)


async def test_where_nothing_is_open_nothing_is_said_of_it(
    browser: httpx.AsyncClient, csrf: str, behind: Behind
) -> None:
    """No bracket, no table."""
    behind.says["/bands"] = []
    assert "What is likely" not in (await browser.get("/money")).text
    assert "band" not in (await browser.get("/money/chart.svg")).text
