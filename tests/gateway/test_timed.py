"""Gateway's requests are timed by what they are for: its pages lie below its own routes, and files below the pages."""

import httpx

from tests.gateway.conftest import OFFICE, sign_in
from tests.service_fixtures import Bench


async def test_pages_files_and_mistakes_are_told_apart(
    gateway: Bench, browser: httpx.AsyncClient, password: str
) -> None:
    """And what Prometheus reads names no address, person or file."""
    await sign_in(browser, password)
    await browser.get(f"/nobody/{OFFICE}")
    await browser.get("/static/nothing.css")
    await browser.get("/health/live")
    told = (await browser.get("/metrics")).text
    for labels in (
        'method="POST",route="/sign-in",status="3xx"',
        'method="GET",route="none",status="4xx"',
        'method="GET",route="/static",status="4xx"',
        'method="GET",route="/health/live",status="2xx"',
    ):
        assert f"alliance_http_request_seconds_count{{{labels}}} 1.0" in told
    assert OFFICE not in told
    assert "nothing.css" not in told
