"""One installation with the example alliance, and a real browser."""

import os
from collections.abc import Callable, Generator
from functools import partial

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright

from deploy.cli.alliance import Alliance
from deploy.demo.loading import load
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from tests.e2e.browser import chromium
from tests.running import Installation, installed
from tests.silent import silent_screen

OFFICE = "office@ealing.example.org"
PASSWORD = "three random words here"

SignedIn = Callable[..., BrowserContext]
"""Makes a browser in which the office is signed in; what else is said of it is Playwright's."""


@pytest.fixture(scope="package")  # ends with this folder only because it has an __init__.py
def installation(postgres: Postgres, embedded_kafka: Kafka) -> Generator[Installation]:
    """One for all tests of the pages, with the example alliance in it."""
    with installed(postgres, embedded_kafka) as running:
        load(Alliance(running.place, "demo"), silent_screen())
        yield running


@pytest.fixture(scope="package")
def playwright() -> Generator[Playwright]:
    """Playwright's driver."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="package")
def chrome(playwright: Playwright) -> Generator[Browser]:
    """The browser; as root, who runs tests here, it can't have its sandbox."""
    unguarded = ["--no-sandbox"] if os.geteuid() == 0 else []
    browser = playwright.chromium.launch(executable_path=chromium(playwright), args=unguarded)
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def address(installation: Installation) -> str:
    """Where people sign in."""
    return Alliance(installation.place).address("gateway")


@pytest.fixture(scope="package")
def signed_in(installation: Installation, chrome: Browser, address: str) -> SignedIn:
    """Makes browsers in which the office is signed in; how it signs in is tried once, by a person's way."""
    gateway = Alliance(installation.place).gateway
    first = gateway.change("/accounts/first", {"name": "The office", "address": OFFICE})
    with chrome.new_context(base_url=address) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_label("E-mail address").fill(OFFICE)
        page.get_by_label("Password", exact=True).fill(first["password"])
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="To decide").wait_for()
        state = context.storage_state()
    return partial(chrome.new_context, base_url=address, storage_state=state, locale="en-GB")


@pytest.fixture
def page(signed_in: SignedIn) -> Generator[Page]:
    """A page of the office's; whatever its console complains about fails the test."""
    with signed_in() as context:
        opened = context.new_page()
        complaints: list[str] = []
        opened.on("console", lambda said: complaints.append(said.text) if _is_wrong(said) else None)
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        yield opened
        assert complaints == []


def _is_wrong(said: ConsoleMessage) -> bool:
    """An error, but for a form that comes back with what is wrong in it: 422 says so to machines."""
    return said.type == "error" and "status of 422" not in said.text
