"""Who may open which page: one table, walked with every role. Services check role and school themselves besides."""

from collections.abc import Iterator
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from starlette.routing import Mount

from services.gateway.domain.account import Role
from services.gateway.entrypoints.pages.desk import csrf_of
from services.gateway.use_cases.choose_password import ChoosePassword
from services.gateway.use_cases.invite_colleague import InviteColleague
from shared.kernel.ids import PersonId
from tests.service_fixtures import Bench

ADMIN, OFFICE, FINANCE, HEAD = Role.ADMIN, Role.OFFICE, Role.FINANCE, Role.HEAD

EVERYBODY = {ADMIN, OFFICE, FINANCE, HEAD}
ANYBODY = frozenset[Role]()
"""Also who isn't signed in."""

ALLOWED = {
    ("GET", "/sign-in"): ANYBODY,
    ("POST", "/sign-in"): ANYBODY,
    ("GET", "/welcome/{link}"): ANYBODY,
    ("POST", "/welcome/{link}"): ANYBODY,
    ("POST", "/sign-out"): EVERYBODY,
    ("GET", "/"): EVERYBODY,
    ("GET", "/live"): EVERYBODY,
    ("GET", "/schools"): {ADMIN, OFFICE, HEAD},
    ("GET", "/schools/{school_id}"): {ADMIN, OFFICE, HEAD},
    ("GET", "/schools/{how}/{urn}"): {ADMIN, OFFICE},
    ("POST", "/schools/{how}/{urn}"): {ADMIN, OFFICE},
    ("POST", "/schools/{school_id}/leave"): {ADMIN, OFFICE},
    ("POST", "/schools/{school_id}/people"): {ADMIN, OFFICE},
    ("GET", "/schools/{school_id}/mailboxes/{contact_id}"): {ADMIN, OFFICE},
    ("POST", "/schools/{school_id}/mailboxes/{contact_id}"): {ADMIN, OFFICE},
    ("GET", "/schools/members.{kind}"): {ADMIN, OFFICE, HEAD},
    ("GET", "/courses/all.{kind}"): {ADMIN, OFFICE, HEAD},
    ("GET", "/courses/{course_id}/places.{kind}"): {ADMIN, OFFICE, HEAD},
    ("GET", "/money/grants.{kind}"): {ADMIN, OFFICE, FINANCE},
    ("GET", "/money/income.{kind}"): {ADMIN, OFFICE, FINANCE},
    ("GET", "/schools/register"): {ADMIN, OFFICE},
    ("POST", "/schools/register"): {ADMIN, OFFICE},
    ("GET", "/people"): {ADMIN, OFFICE},
    ("POST", "/people/invite"): {ADMIN},
    ("POST", "/people/{account_id}/link"): {ADMIN},
    ("POST", "/people/{account_id}/end"): {ADMIN},
    ("GET", "/courses"): {ADMIN, OFFICE, HEAD},
    ("GET", "/courses/{course_id}"): {ADMIN, OFFICE, HEAD},
    ("GET", "/courses/new"): {ADMIN, OFFICE},
    ("POST", "/courses"): {ADMIN, OFFICE},
    ("POST", "/courses/{course_id}/cancel"): {ADMIN, OFFICE},
    ("GET", "/courses/{course_id}/change"): {ADMIN, OFFICE},
    ("POST", "/courses/{course_id}/change"): {ADMIN, OFFICE},
    ("GET", "/courses/{course_id}/sessions/{session}"): {ADMIN, OFFICE},
    ("POST", "/courses/{course_id}/sessions/{session}"): {ADMIN, OFFICE},
    ("POST", "/courses/{course_id}/places"): {ADMIN, OFFICE, HEAD},
    ("GET", "/courses/{course_id}/places/{booking_id}/cancel"): {ADMIN, OFFICE, HEAD},
    ("POST", "/courses/{course_id}/places/{booking_id}/{what}"): {ADMIN, OFFICE, HEAD},
    ("GET", "/support"): EVERYBODY,
    ("GET", "/support/sles"): EVERYBODY,
    ("GET", "/support/days"): EVERYBODY,
    ("GET", "/support/sles/designate"): {ADMIN, OFFICE, HEAD},
    ("POST", "/support/sles/designate"): {ADMIN, OFFICE, HEAD},
    ("POST", "/support/sles/{person_id}/{year}/retire"): {ADMIN, OFFICE, HEAD},
    ("GET", "/support/{case_id}"): EVERYBODY,
    ("GET", "/support/ask"): {ADMIN, OFFICE, HEAD},
    ("POST", "/support"): {ADMIN, OFFICE, HEAD},
    ("POST", "/support/{case_id}/decline"): {ADMIN, OFFICE},
    ("POST", "/support/{case_id}/close"): {ADMIN, OFFICE},
    ("POST", "/support/{case_id}/deploy"): {ADMIN, OFFICE},
    ("POST", "/support/{case_id}/{deployment_id}/visit"): {ADMIN, OFFICE},
    ("POST", "/support/{case_id}/{deployment_id}/end"): {ADMIN, OFFICE},
    ("GET", "/money"): {ADMIN, OFFICE, FINANCE},
    ("GET", "/money/chart.svg"): {ADMIN, OFFICE, FINANCE},
    ("GET", "/money/postings"): {ADMIN, OFFICE, FINANCE},
    ("GET", "/money/grants"): {ADMIN, OFFICE, FINANCE},
    ("POST", "/money/grants"): {ADMIN, FINANCE},
    ("POST", "/money/grants/{grant_id}/receive"): {ADMIN, FINANCE},
    ("POST", "/money/grants/{grant_id}/refuse"): {ADMIN, FINANCE},
    ("GET", "/messages"): {ADMIN, OFFICE},
    ("GET", "/messages/{message_id}"): {ADMIN, OFFICE},
    ("GET", "/messages/{message_id}/letter"): {ADMIN, OFFICE},
    ("POST", "/messages/{message_id}/{what}"): {ADMIN, OFFICE},
    ("POST", "/messages/settle"): {ADMIN, OFFICE},
    ("GET", "/running"): {ADMIN},
    ("GET", "/running/skip"): {ADMIN},
    ("GET", "/running/readers"): {ADMIN},
    ("GET", "/running/{service}/lost"): {ADMIN},
    ("POST", "/running/{service}/lost/{step}"): {ADMIN},
    ("POST", "/running/{service}/{what}"): {ADMIN},
    ("GET", "/running/feed"): {ADMIN, OFFICE},
    ("GET", "/running/feed/facts"): {ADMIN, OFFICE},
}

STREAMS = {"/live", "/running/feed/facts"}
"""They don't end by themselves: whoever may is let in, and that is all that is looked at here."""

NOTHING = str(UUID(int=404))

IDS = ("school", "contact", "account", "course", "booking", "case", "deployment", "grant", "message", "person")

VALUES = {
    **{f"{each}_id": NOTHING for each in IDS},
    "urn": "101939",
    "how": "join",
    "kind": "csv",
    "link": "x",
    "service": "registry",
    "session": "1",
    "step": "look",
    "year": "2026",
}

SKIPPED = {"service": "registry", "reader": "r", "topic": "t", "key": "k", "sequence": "1"}


def routes(bench: Bench) -> Iterator[tuple[str, str]]:
    """Method and path of every page."""
    [pages] = [each.app for each in bench.app.routes if isinstance(each, Mount)]
    assert isinstance(pages, FastAPI)
    for path, methods in pages.openapi()["paths"].items():
        yield from ((method.upper(), path) for method in methods)


def address(path: str) -> str:
    """With something in each of its places."""
    what = {"/courses": "cancel", "/messages": "settle", "/running": "retry"}
    for name, value in VALUES.items():
        path = path.replace(f"{{{name}}}", value)
    return path.replace("{what}", next((word for begin, word in what.items() if path.startswith(begin)), ""))


def test_every_page_has_its_row(gateway: Bench) -> None:
    """A new page without one fails: somebody has to say who may open it."""
    assert sorted(routes(gateway)) == sorted(ALLOWED)


async def ask(browser: httpx.AsyncClient, method: str, path: str, csrf: str) -> httpx.Response:
    """Open a page, or send an empty form."""
    if method == "GET":
        asked = (
            {"service": "registry", "reader": "r", "topic": "t", "key": "k", "sequence": "1"} if "skip" in path else {}
        )
        return await browser.get(address(path), params=asked)
    return await browser.post(address(path), data={"csrf": csrf})


@pytest.mark.parametrize("role", list(Role))
async def test_each_page_opens_for_whom_its_row_names(gateway: Bench, browser: httpx.AsyncClient, role: Role) -> None:
    """403 for the others, in a sentence. No service is there: what is allowed gets as far as asking one."""
    person_id = PersonId(UUID(int=7)) if role is HEAD else None
    link = await gateway.do(InviteColleague("Ann Shaw", "ann.shaw@example.org", role, person_id))
    secret = await gateway.do(ChoosePassword(link, "three random words here"))
    rows = [row for row in ALLOWED.items() if row[1] and row[0][1] != "/sign-out"]
    for (method, path), who in rows:
        if role in who and path in STREAMS:
            continue
        browser.cookies.set("alliance", secret)
        answer = await ask(browser, method, path, csrf_of(secret))
        if role in who:
            assert answer.status_code in {200, 303, 404, 409, 422, 503}, (method, path, answer.status_code)
            assert answer.headers.get("location", "") != "/sign-in"
        else:
            assert (answer.status_code, "for others of the alliance" in answer.text) == (403, True), (method, path)


async def test_nobody_is_led_to_the_sign_in_from_every_page(gateway: Bench, browser: httpx.AsyncClient) -> None:
    """And nothing has happened."""
    before = await gateway.contents()
    for (method, path), who in ALLOWED.items():
        if who:
            answer = await ask(browser, method, path, "")
            assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sign-in"), (method, path)
    assert await gateway.contents() == before
