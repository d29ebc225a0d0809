"""The gateway's pages with the example alliance behind them: how long each takes, how much the first view weighs, and
how soon a change shows on a page that is open."""

import re
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import httpx

from deploy.bench.lab import LabStack, folder, percentiles, say, stack

LISTS = ("/courses", "/schools", "/support", "/messages")
"""Each leads to things of its kind; the first of them is measured too."""

PATHS = ("/", *LISTS, "/schools?find=st%20mary", "/courses/new", "/money", "/running")

MOST, HEAVIEST, SOONEST = 150, 200, 1000
"""Bars: milliseconds a page at p95, kilobytes of the first view, milliseconds until a change shows at p95."""

PASSWORD = "three random words of the bench"


def measure(rounds: int) -> dict[str, Any]:
    """Each page so many times, in turn; then changes, one after the other."""
    with folder() as home, stack(home, example=True) as running, signed_in(running) as browser:
        paths = [*PATHS, *(_first_of(browser, page) for page in LISTS)]
        took = {path: [_seconds(browser, path) for _ in range(rounds)] for path in paths}
        weight = _first_view(browser)
        shown = _changes(running, browser, rounds)
    return _report(took) | _told("first view", weight, HEAVIEST, "KB", "first_view_kb") | _shown(shown)


@contextmanager
def signed_in(running: LabStack) -> Generator[httpx.Client]:
    """A browser of the office, by a fresh link."""
    with running.client("gateway") as operator:
        account = operator.get("/accounts").raise_for_status().json()[0]
        link = operator.post(f"/accounts/{account['account_id']}/link").raise_for_status().json()["path"]
        with httpx.Client(base_url=operator.base_url, timeout=30) as browser:
            browser.post(link, data={"password": PASSWORD, "again": PASSWORD})
            yield browser


def _first_of(browser: httpx.Client, page: str) -> str:
    """The first thing that a list leads to."""
    found = re.search(rf"{page}/[0-9a-f-]{{36}}", _text(browser, page))
    assert found, f"{page} leads nowhere"
    return found.group()


def _seconds(browser: httpx.Client, path: str) -> float:
    began = time.perf_counter()
    browser.get(path).raise_for_status()
    return time.perf_counter() - began


def _first_view(browser: httpx.Client) -> float:
    """Kilobytes over the line for a browser that was never here: the first page with all that it loads."""
    page = browser.get("/sign-in", headers={"Cookie": ""})
    style = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    fonts = {
        url for each in style if ".css" in each for url in re.findall(r"/static/[^)\"' ]+\.woff2", _text(browser, each))
    }
    return sum(_bytes(browser, each) for each in ("/sign-in", *style, *sorted(fonts))) / 1000


def _text(browser: httpx.Client, path: str) -> str:
    return browser.get(path).raise_for_status().text


def _bytes(browser: httpx.Client, path: str) -> int:
    """As they come, compressed."""
    with browser.stream("GET", path) as response:
        return sum(len(each) for each in response.iter_raw())


def _changes(running: LabStack, browser: httpx.Client, rounds: int) -> list[float]:
    """Somebody is registered, again and again: seconds from being asked until an open page hears that it has news."""
    heard = threading.Event()
    listening = threading.Thread(target=_listen, args=(browser, heard), daemon=True)
    listening.start()
    time.sleep(1)
    with running.client("registry") as registry:
        school_id = registry.get("/members").raise_for_status().json()[0]["school_id"]
        person = {"school_id": school_id, "name": "Bo Lee", "roles": ["teacher"], "address": None}
        return [_until_heard(registry, person, heard) for _ in range(rounds)]


def _until_heard(registry: httpx.Client, person: dict[str, Any], heard: threading.Event) -> float:
    time.sleep(0.7)  # what came before has been told by then
    heard.clear()
    began = time.perf_counter()
    registry.post("/people", json=person).raise_for_status()
    if not heard.wait(10):
        return float("inf")
    return time.perf_counter() - began


def _listen(browser: httpx.Client, heard: threading.Event) -> None:
    """What an open page does."""
    with browser.stream("GET", "/live", timeout=None) as feed:
        for line in feed.iter_lines():
            if line == "event: registry":
                heard.set()


def _report(took: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    for path, seconds in took.items():
        p50, p95 = percentiles(seconds)
        say(f"  {_short(path):<28} p50 {p50 * 1000:4.0f} ms, p95 {p95 * 1000:4.0f} ms")
    p50, p95 = percentiles([each for seconds in took.values() for each in seconds])
    return {"pages_p50_ms": round(p50 * 1000)} | _told("pages", p95 * 1000, MOST, "ms at p95", "pages_p95_ms")


def _shown(seconds: Sequence[float]) -> dict[str, Any]:
    return _told("a change shows", percentiles(seconds)[1] * 1000, SOONEST, "ms at p95", "shown_p95_ms")


def _told(what: str, figure: float, bar: int, unit: str, key: str) -> dict[str, int]:
    say(f"pages: {what} {figure:.0f} {unit} (bar: at most {bar}): {'met' if figure <= bar else 'NOT met'}")
    return {key: round(figure)}


def _short(path: str) -> str:
    return re.sub(r"[0-9a-f-]{36}", "…", path)
