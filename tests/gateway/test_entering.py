"""Signing in, being out, choosing a password: over HTTP, as a browser does it."""

import asyncio
import re
from uuid import UUID

import httpx
import pytest

from services.gateway.domain.account import LINK_LASTS, AccountId, Role
from services.gateway.domain.refusals import AddressIsTaken, AllianceHasAccounts, HeadIsNobody, LastAdmin
from services.gateway.use_cases.end_access import EndAccess
from services.gateway.use_cases.forget_person import forget_person
from services.gateway.use_cases.invite_colleague import InviteColleague
from services.gateway.use_cases.make_first_account import MakeFirstAccount
from services.gateway.use_cases.make_link import MakeLink
from services.gateway.use_cases.tidy_up import TidyUp
from shared.contracts.registry import PersonErased
from shared.kernel.ids import PersonId
from tests.gateway.conftest import OFFICE, Behind, sign_in
from tests.service_fixtures import ANN, Bench

PASSWORD = "three random words here"
ANNS = "ann.shaw@example.org"


async def invite(gateway: Bench, role: Role = Role.OFFICE, person_id: PersonId | None = None) -> str:
    """Invite Ann; the link."""
    return await gateway.do(InviteColleague("Ann Shaw", ANNS, role, person_id))


async def choose(browser: httpx.AsyncClient, link: str, first: str = PASSWORD, second: str = "") -> httpx.Response:
    """Choose a password by a link."""
    return await browser.post(f"/welcome/{link}", data={"password": first, "again": second or first})


async def account_id(gateway: Bench, address: str) -> AccountId:
    """Whose account has that address."""
    [(found,)] = await gateway.query("SELECT account_id FROM accounts WHERE address = :address", address=address)
    return AccountId(found)


async def test_whoever_isnt_signed_in_is_led_to_the_form_and_then_where_they_wanted(
    browser: httpx.AsyncClient, password: str
) -> None:
    """A link in an e-mail works, whoever opens it."""
    away = await browser.get("/people")
    assert (away.status_code, away.headers["location"]) == (303, "/sign-in?next=/people")
    form = await browser.get(away.headers["location"])
    assert 'name="next" value="/people"' in form.text
    let_in = await browser.post("/sign-in", data={"address": OFFICE, "password": password, "next": "/people"})
    assert (let_in.status_code, let_in.headers["location"]) == (303, "/people")
    assert (await browser.get("/people")).status_code == 200


@pytest.mark.parametrize("public_url", ["https://alliance.example.org"])
async def test_by_https_a_session_is_for_this_very_host(browser: httpx.AsyncClient, gateway: Bench) -> None:
    """A neighbouring host can't plant a cookie whose name begins so: browsers see to that."""
    password = await gateway.do(MakeFirstAccount("The office", OFFICE))
    let_in = await sign_in(browser, password)
    cookie = let_in.headers["set-cookie"]
    assert cookie.startswith("__Host-alliance=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    shown = {"cookie": cookie.partition(";")[0]}
    assert (await browser.get("/", headers=shown)).status_code == 200


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "evil"])
async def test_nobody_is_led_elsewhere(browser: httpx.AsyncClient, password: str, elsewhere: str) -> None:
    """What stands in a link that somebody else made leads to a page of ours, or to Today."""
    let_in = await browser.post("/sign-in", data={"address": OFFICE, "password": password, "next": elsewhere})
    assert let_in.headers["location"] == "/"


async def test_a_wrong_password_and_an_unknown_address_are_answered_alike(
    browser: httpx.AsyncClient, password: str
) -> None:
    """Nobody learns who has an account. What was typed stands there again, but for the password."""
    wrong, unknown = await sign_in(browser, "wrong"), await sign_in(browser, password, "nobody@example.org")
    assert wrong.status_code == unknown.status_code == 401
    for answer in (wrong, unknown):
        assert "match. Check both" in answer.text
    assert f'value="{OFFICE}"' in wrong.text
    assert "wrong" not in re.sub(r"<title>.*?</title>", "", wrong.text).replace("wrong password", "")


async def test_guessing_is_slowed_down_for_that_address_and_no_other(
    gateway: Bench, browser: httpx.AsyncClient, password: str
) -> None:
    """Even the right password has to wait then; after the wait it opens, and the count begins anew."""
    for _ in range(5):
        assert (await sign_in(browser, "wrong")).status_code == 401
    waits = await sign_in(browser, password)
    assert waits.status_code == 429
    assert "Try again in 15 seconds" in waits.text
    assert (await sign_in(browser, "wrong", "somebody.else@example.org")).status_code == 401
    gateway.clock.pass_by(16)
    assert (await sign_in(browser, password)).status_code == 303
    assert await gateway.query("SELECT * FROM guesses WHERE failures >= 5") == []


async def test_a_thousand_guesses_at_once_are_looked_at_one_by_one(gateway: Bench, browser: httpx.AsyncClient) -> None:
    """They don't take the machine, and no more than the first few are looked at."""
    answers = await asyncio.gather(*(sign_in(browser, f"guess {number}") for number in range(1000)))
    assert {each.status_code for each in answers} <= {401, 429}
    assert sum(each.status_code == 401 for each in answers) <= 6


async def test_who_guesses_elsewhere_locks_nobody_out_where_they_have_signed_in_before(
    gateway: Bench, browser: httpx.AsyncClient, password: str
) -> None:
    """There only guesses made there count; another's address isn't known there."""
    await sign_in(browser, password)
    async with gateway.client() as elsewhere:
        tries = [(await sign_in(elsewhere, f"guess {number}")).status_code for number in range(7)]
        assert (tries[-1], (await sign_in(elsewhere, password)).status_code) == (429, 429)
    assert (await sign_in(browser, password)).status_code == 303
    tries = [(await sign_in(browser, f"guess {number}")).status_code for number in range(7)]
    assert (tries[-1], (await sign_in(browser, password)).status_code) == (429, 429)
    assert (await sign_in(browser, "guess", ANNS)).status_code == 401


async def test_a_browser_that_did_not_come_back_for_a_year_is_a_stranger(
    gateway: Bench, browser: httpx.AsyncClient, password: str
) -> None:
    """Housekeeping forgets it."""
    await sign_in(browser, password)
    gateway.clock.pass_by(401 * 86_400)
    await gateway.do(TidyUp())
    assert await gateway.query("SELECT * FROM browsers") == []


async def test_addresses_are_one_whatever_their_case(browser: httpx.AsyncClient, password: str) -> None:
    """A phone writes the first letter large."""
    assert (await sign_in(browser, password, OFFICE.title())).status_code == 303


async def test_who_signs_out_is_out(browser: httpx.AsyncClient, password: str) -> None:
    """What the browser still shows opens nothing, in whichever browser."""
    await sign_in(browser, password)
    secret = browser.cookies["alliance"]
    page = await browser.get("/people")
    csrf = re.search(r'name="csrf" value="(\w+)"', page.text)
    assert csrf
    out = await browser.post("/sign-out", data={"csrf": csrf.group(1)})
    assert out.headers["location"] == "/sign-in"
    browser.cookies.set("alliance", secret)
    assert (await browser.get("/people")).status_code == 303


async def test_whoever_signs_in_anew_ends_what_the_browser_showed_before(
    gateway: Bench, browser: httpx.AsyncClient, password: str
) -> None:
    """At a desk that two share, the one before isn't left signed in behind the other's back."""
    await sign_in(browser, password)
    await sign_in(browser, password)
    assert await gateway.query("SELECT count(*) FROM sessions") == [(1,)]
    assert (await browser.get("/people")).status_code == 200


async def test_a_session_lasts_a_working_day(gateway: Bench, browser: httpx.AsyncClient, password: str) -> None:
    """Whoever comes tomorrow signs in tomorrow; what is over is forgotten."""
    await sign_in(browser, password)
    gateway.clock.pass_by(12 * 3600 - 1)
    assert (await browser.get("/people")).status_code == 200
    gateway.clock.pass_by(2)
    assert (await browser.get("/people")).status_code == 303
    assert await gateway.do(TidyUp()) == 1
    assert await gateway.query("SELECT * FROM sessions") == []


async def test_the_link_of_an_invitation_opens_the_door_once(gateway: Bench, browser: httpx.AsyncClient) -> None:
    """Looking at it uses nothing up; choosing does, and lets in. The database has nothing that would open it."""
    link = await invite(gateway)
    assert link not in await gateway.contents()
    for _ in range(2):
        assert "You are Ann Shaw" in (await browser.get(f"/welcome/{link}")).text
    assert (await choose(browser, link)).headers["location"] == "/"
    assert (await browser.get("/courses")).status_code == 200
    assert (await choose(browser, link)).status_code == 404
    assert (await browser.get(f"/welcome/{link}")).status_code == 404


async def test_a_link_is_over_after_seven_days(gateway: Bench, browser: httpx.AsyncClient) -> None:
    """The page says so, and what to do."""
    link = await invite(gateway)
    gateway.clock.pass_by(LINK_LASTS.total_seconds())
    late = await browser.get(f"/welcome/{link}")
    assert (late.status_code, "Ask an admin for a new one" in late.text) == (404, True)


async def test_weak_and_mistyped_passwords_are_said_at_their_field(gateway: Bench, browser: httpx.AsyncClient) -> None:
    """And the link stays good."""
    link = await invite(gateway)
    weak, mistyped = await choose(browser, link, "short"), await choose(browser, link, PASSWORD, "another")
    assert weak.status_code == mistyped.status_code == 422
    assert 'id="password-error"' in weak.text
    assert 'id="again-error"' in mistyped.text
    assert (await choose(browser, link)).status_code == 303


async def test_spaces_around_a_password_are_part_of_it(gateway: Bench, browser: httpx.AsyncClient) -> None:
    """Any characters will do, and what was chosen opens the door again."""
    await choose(browser, await invite(gateway), f" {PASSWORD} ")
    assert (await sign_in(browser, PASSWORD, ANNS)).status_code == 401
    assert (await sign_in(browser, f" {PASSWORD} ", ANNS)).status_code == 303


async def test_what_no_address_has_in_it_is_a_wrong_address(browser: httpx.AsyncClient, password: str) -> None:
    """PostgreSQL's text can't hold a NUL; nobody may fill our log with faults by that."""
    assert (await sign_in(browser, password, "nobody\0@example.org")).status_code == 401


async def test_pages_open_while_hundreds_try_to_sign_in(
    gateway: Bench, browser: httpx.AsyncClient, password: str
) -> None:
    """Each try holds a connection while its password is hashed; most of the pool stays with those who are in."""
    await sign_in(browser, password)
    async with gateway.client() as crowd:
        tries = [asyncio.create_task(sign_in(crowd, "wrong", f"{number}@example.org")) for number in range(300)]
        await asyncio.sleep(0.5)
        async with asyncio.timeout(10):
            assert (await browser.get("/people")).status_code == 200
        assert {(await each).status_code for each in tries} == {401, 429}


async def test_a_new_password_closes_what_is_open_elsewhere(gateway: Bench, browser: httpx.AsyncClient) -> None:
    """Whoever had the old one is out."""
    await choose(browser, await invite(gateway))
    link = await gateway.do(MakeLink(await account_id(gateway, ANNS)))
    async with gateway.client() as another:
        await choose(another, link, "other random words there")
        assert (await another.get("/courses")).status_code == 200
    assert (await browser.get("/courses")).status_code == 303


async def test_who_left_is_out_at_once_in_every_browser(
    gateway: Bench, browser: httpx.AsyncClient, password: str
) -> None:
    """Neither session nor password nor link; the address may then be somebody else's."""
    await choose(browser, await invite(gateway))
    await gateway.do(EndAccess(await account_id(gateway, ANNS)))
    assert (await browser.get("/courses")).status_code == 303
    assert (await sign_in(browser, PASSWORD, ANNS)).status_code == 401
    assert await invite(gateway)


async def test_the_last_admin_stays(gateway: Bench, password: str) -> None:
    """Somebody has to be able to let others in; one who hasn't chosen a password can't."""
    await invite(gateway, Role.ADMIN)
    with pytest.raises(LastAdmin, match="The office"):
        await gateway.do(EndAccess(await account_id(gateway, OFFICE)))


async def test_the_last_two_admins_cannot_end_each_other_at_once(
    gateway: Bench, browser: httpx.AsyncClient, password: str
) -> None:
    """One of them is told that they are the last."""
    await choose(browser, await invite(gateway, Role.ADMIN))
    ids = [await account_id(gateway, address) for address in (ANNS, OFFICE)]
    ended = await asyncio.gather(*(gateway.do(EndAccess(each)) for each in ids), return_exceptions=True)
    assert sorted(type(each).__name__ for each in ended) == ["LastAdmin", "NoneType"]


async def test_an_address_is_one_accounts_and_a_head_is_somebody(gateway: Bench) -> None:
    """Refused by name."""
    await invite(gateway)
    with pytest.raises(AddressIsTaken):
        await gateway.do(InviteColleague("Another", ANNS.upper(), Role.OFFICE))
    with pytest.raises(HeadIsNobody):
        await gateway.do(InviteColleague("A head", "head@example.org", Role.HEAD))


async def test_the_first_account_is_made_once(gateway: Bench, password: str) -> None:
    """Also when two ask at once."""
    with pytest.raises(AllianceHasAccounts):
        await gateway.do(MakeFirstAccount("Another", "another@example.org"))
    await gateway.query("DELETE FROM accounts")
    asked = (gateway.do(MakeFirstAccount("One", f"one{number}@example.org")) for number in range(4))
    made = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(each, str) for each in made) == 1


async def test_whom_registry_erases_has_no_account(gateway: Bench, browser: httpx.AsyncClient) -> None:
    """Name and address go with it, and it is noted for housekeeping."""
    person_id = PersonId(UUID(int=7))
    await choose(browser, await invite(gateway, Role.HEAD, person_id))
    async with gateway.process.running.workshop.open(ANN) as work:
        await forget_person(PersonErased(person_id, ()), work)
    contents = await gateway.contents()
    assert "Ann Shaw" not in contents
    assert ANNS not in contents
    assert (await browser.get("/")).status_code == 303
    assert await gateway.query("SELECT subject FROM erasures") == [(str(person_id),)]


@pytest.mark.parametrize(
    ("address", "word", "asked"),
    [
        ("", "", ["Enter your e-mail address.", "Enter your password."]),
        (OFFICE, "", ["Enter your password."]),
        (" ", "secret", ["Enter your e-mail address."]),
    ],
)
async def test_what_is_left_out_is_asked_for(
    gateway: Bench, browser: httpx.AsyncClient, address: str, word: str, asked: list[str]
) -> None:
    """It is no wrong password, and counts as none."""
    answer = await sign_in(browser, word, address)
    assert answer.status_code == 422
    assert [each for each in ("Enter your e-mail address.", "Enter your password.") if each in answer.text] == asked
    assert await gateway.query("SELECT * FROM guesses") == []


async def test_a_heads_name_is_known_and_nobody_else_is_one(
    browser: httpx.AsyncClient, csrf: str, behind: Behind
) -> None:
    """The name may be left out for a head; a head who is to be finance is asked about."""
    ann = {"person_id": str(UUID(int=7)), "name": "Ann Shaw", "school": "Hilltop", "roles": ["head"]}
    behind.says |= {"/people": [ann], "/members/people": [ann | {"school_id": str(UUID(int=3))}]}
    sent = {"address": "ann@hilltop.example.org", "person_id": ann["person_id"], "csrf": csrf, "form_key": "1"}
    page = (await browser.post("/people/invite", data=sent | {"role": "finance"})).text
    assert "Choose “Not a head” here" in page
    page = (await browser.post("/people/invite", data=sent | {"role": "head"})).text
    assert "A link for Ann Shaw" in page


async def test_a_form_that_comes_after_signing_out_is_answered(browser: httpx.AsyncClient, csrf: str) -> None:
    """In another tab, say: that nothing was done is said where one signs in again."""
    await browser.post("/sign-out", data={"csrf": csrf})
    away = await browser.post("/courses", data={"csrf": csrf, "title": "Handwriting"})
    assert (away.status_code, away.headers["location"]) == (303, "/sign-in")
    assert "You had been signed out, so nothing was done." in (await browser.get("/sign-in")).text


async def test_an_invited_colleagues_name_is_as_long_as_names_are(
    browser: httpx.AsyncClient, csrf: str, behind: Behind
) -> None:
    """Longer than any is said at its field; nobody is invited by it."""
    behind.says |= {"/people": [], "/members/people": []}
    sent = {"name": "x" * 201, "address": "bo@example.org", "role": "office", "csrf": csrf, "form_key": "1"}
    page = (await browser.post("/people/invite", data=sent)).text
    assert "Use 200 characters or fewer." in page
    assert "A link for" not in page
