"""A newcomer books a place, deploys an SLE and receives a grant, and sees what follows move by itself."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from shared.kernel.clock import london_date, system_clock
from tests.e2e.conftest import SignedIn

SOON = 5_000
"""Milliseconds; a second is what is promised, and measured by `make bench ONLY=pages`. A test's machine is busy."""


def beside(signed_in: SignedIn, path: str) -> Page:
    """Another page that is open meanwhile, and isn't touched."""
    page = signed_in().new_page()
    page.goto(path)
    page.wait_for_timeout(500)  # it is listening by then
    return page


def test_a_place_is_booked_and_shows_on_pages_that_are_open(page: Page, signed_in: SignedIn) -> None:
    """The list of courses, the e-mail and the projection, without anybody loading them again."""
    page.goto("/")
    page.get_by_role("link", name="Courses", exact=True).click()
    page.get_by_role("link", name="Maths: teaching every pupil in one class").click()
    course = beside(signed_in, page.url)
    messages, money = beside(signed_in, "/messages"), beside(signed_in, "/money")
    before = money.locator("#live tbody tr").first.inner_text()
    free = course.get_by_text(re.compile(r"\d+ of 20 free")).inner_text()

    page.get_by_label("Who comes?").select_option(label="Marek Zielonka (head)")
    page.get_by_role("button", name="Book a place").click()
    expect(page.get_by_role("alert")).to_contain_text("Marek Zielonka has a place")

    expect(course.get_by_text(free)).to_have_count(0, timeout=SOON)
    expect(course.get_by_role("row", name=re.compile("Marek Zielonka"))).to_contain_text("Booked", timeout=SOON)
    told = messages.get_by_role("row", name=re.compile("Marek Zielonka"))
    expect(told.first).to_contain_text("Your place is booked: Maths", timeout=4 * SOON)
    expect(money.locator("#live tbody tr").first).not_to_have_text(before, timeout=SOON)


def test_an_sle_is_deployed(page: Page, signed_in: SignedIn) -> None:
    """From what waits on Today; three e-mails follow, and the board moves."""
    board = beside(signed_in, "/support")
    expect(board.locator("section", has_text="Asked")).to_contain_text("Greenwood")
    page.goto("/")
    page.get_by_role("link", name=re.compile("Greenwood Primary School asks for support")).click()
    page.get_by_label("Who?").select_option(index=1)
    page.get_by_label("How many days?").fill("3")
    page.get_by_label("From").fill(str(london_date(system_clock()) + timedelta(days=14)))
    page.get_by_label("At which day rate?").select_option(index=1)
    page.get_by_role("button", name="Deploy the SLE").click()
    expect(page.get_by_role("alert")).to_contain_text("deployed")
    expect(page.get_by_text("None of 3 days worked")).to_be_visible()
    expect(board.locator("section", has_text="Agreed")).to_contain_text("Greenwood", timeout=SOON)
    page.goto("/messages")
    expect(page.get_by_role("row", name=re.compile("Greenwood"))).to_have_count(3, timeout=4 * SOON)


def test_an_sle_is_designated_and_retires(page: Page) -> None:
    """A teacher becomes one, from the page of their school; then they take on nothing more."""
    page.goto("/schools")
    page.get_by_role("link", name="Perivale Primary School").click()
    page.get_by_role("link", name=re.compile("Designate as SLE.*Samir Choudhury-Vane")).click()
    page.get_by_label("Days that their school releases").fill("6")
    page.get_by_label("Maths", exact=True).check()
    page.get_by_role("button", name="Designate the SLE").click()
    expect(page.get_by_role("alert")).to_contain_text("Samir Choudhury-Vane is an SLE.")
    row = page.get_by_role("row", name=re.compile("Samir Choudhury-Vane"))
    expect(row).to_contain_text("6 days")
    row.get_by_role("link", name="Change").click()
    page.get_by_text("Retire this SLE").click()
    page.get_by_role("button", name="Retire the SLE").click()
    expect(page.get_by_role("row", name=re.compile("Samir Choudhury-Vane"))).not_to_contain_text("6 days")


def test_a_grant_is_received(page: Page, signed_in: SignedIn) -> None:
    """Less than was applied for: the rest is refused, and the projection says so."""
    money = beside(signed_in, "/money")
    page.goto("/money")
    page.get_by_role("link", name="Grants").click()
    page.get_by_label("What the award letter promises").fill("12,000")
    page.get_by_role("button", name="Receive the grant").click()
    expect(page.get_by_role("alert")).to_contain_text("received")
    expect(page.get_by_role("row", name=re.compile("£15,000.00"))).to_contain_text("£12,000.00")
    expect(money.get_by_role("row", name=re.compile("Support grants")).last).to_contain_text("£13,000.00", timeout=SOON)
    expect(money.get_by_role("row", name=re.compile("Support grants")).last).not_to_contain_text("£15,000.00")


def ask_for_support(page: Page, school: str) -> str:
    """Open a case; its form as it is sent."""
    page.goto("/support/ask")
    page.get_by_label("Which school asks?").select_option(label=school)
    page.get_by_label("What for?").select_option(label="Maths")
    form = page.locator("form[action='/support']")
    return form.evaluate("form => new URLSearchParams(new FormData(form)).toString()")


def test_a_form_sent_twice_happens_once(page: Page) -> None:
    """The back button, a double click, an impatient reload: the form's own key says that it is the same one."""
    sent = ask_for_support(page, "Villiers High School")
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answers = [page.request.post("/support", data=sent, headers=headers, max_redirects=0) for _ in range(2)]
    assert [each.status for each in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]


def test_a_form_that_is_gone_back_to_and_changed_asks_before_it_does_more(page: Page) -> None:
    """Its key says that it was sent already; sent once more, it is another one."""
    sent = ask_for_support(page, "Perivale Primary School")
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    page.request.post("/support", data=sent, headers=headers, max_redirects=0)
    page.get_by_label("What for?").select_option(label="Science")
    page.get_by_role("button", name="Ask for support").click()
    expect(page.get_by_text("You sent this form before, and that was done.")).to_be_visible()
    page.get_by_role("button", name="Ask for support").click()
    expect(page.get_by_role("alert")).to_contain_text("The request is in.")


def test_a_rule_that_says_no_is_said_where_it_was_asked(page: Page) -> None:
    """In the service's own words, with the way on; what was typed stays, and nothing has happened."""
    ask_for_support(page, "Oaklands Primary School")
    page.get_by_role("button", name="Ask for support").click()
    page.get_by_label("Who?").select_option(index=1)
    page.get_by_label("From").fill(str(london_date(system_clock()) + timedelta(days=14)))
    page.get_by_label("At which day rate?").select_option(index=1)
    for typed, said in (("2.25", "Enter days as 3 or 2.5."), ("60", "left")):
        page.get_by_label("How many days?").fill(typed)
        page.get_by_role("button", name="Deploy the SLE").click()
        expect(page.get_by_role("alert")).to_contain_text("There is a problem")
        expect(page.get_by_role("alert")).to_contain_text(said)
        expect(page.get_by_label("How many days?")).to_have_value(typed)
        expect(page).to_have_title(re.compile("^Error: "))
    page.goto("/support")
    expect(page.locator("section", has_text="Asked")).to_contain_text("Oaklands")


def test_all_of_it_works_without_javascript(signed_in: SignedIn) -> None:
    """Forms are forms and links are links; only nothing moves by itself."""
    with signed_in(java_script_enabled=False) as context:
        bare = context.new_page()
        bare.goto("/courses")
        bare.get_by_role("link", name="Pupils who are new to English").click()
        bare.get_by_label("Who comes?").select_option(label="Fiona Drumgarrow (head)")
        bare.get_by_role("button", name="Book a place").click()
        expect(bare.get_by_role("row", name=re.compile("Fiona Drumgarrow"))).to_contain_text("Booked")
        bare.get_by_role("link", name=re.compile("Give the place back.*Fiona Drumgarrow")).click()
        bare.get_by_role("button", name="Give the place back").click()
        expect(bare.get_by_role("alert")).to_contain_text("The place is given back")


def test_a_file_that_is_no_register_is_said_so_and_one_that_is_is_looked_at(page: Page, tmp_path: Path) -> None:
    """Registry says what is wrong with it; looking changes nothing, taking it does."""
    wrong, right = tmp_path / "holiday.csv", tmp_path / "register.csv"
    wrong.write_text("Where,When\nBrighton,July\n")
    right.write_text(
        "URN,EstablishmentName,Town\n101939,Brentside High School,London\n999001,Brand New Primary,Ealing\n"
    )
    page.goto("/schools")
    page.get_by_role("link", name="Bring a newer one").click()
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose the file.")
    page.get_by_label("All establishments").check()
    page.get_by_label("The file").set_input_files(wrong)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("alert")).to_contain_text("URN")
    for button, title in (("Look at it", "What is in the file"), ("Take it", "The file is taken")):
        page.goto("/schools/register")
        page.get_by_label("All establishments").check()
        page.get_by_label("The file").set_input_files(right)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("heading", name=title)).to_be_visible()
        expect(page.get_by_text("1 new")).to_be_visible()
    page.goto("/schools?find=Brand New Primary")
    expect(page.get_by_role("row", name=re.compile("Brand New Primary"))).to_be_visible()


def test_a_head_is_let_in_sees_their_own_school_and_leaves(page: Page, signed_in: SignedIn) -> None:
    """An admin invites them, hands the link over, and ends their access one day."""
    page.goto("/people")
    page.get_by_text("Invite a colleague").click()
    page.get_by_label("Name", exact=True).fill("Priya Raghunathan")
    page.get_by_label("E-mail address that they sign in with").fill("head@alec-reed.example.org")
    page.get_by_label("Head: their own school's places and support").check()
    page.get_by_label("Which head is it?").select_option(label="Priya Raghunathan, Alec Reed Academy")
    page.get_by_role("button", name="Make the account").click()
    link = page.locator("[data-copy]").inner_text()
    with signed_in(storage_state=None) as her_browser:
        hers = her_browser.new_page()
        hers.goto(link)
        hers.get_by_label("Password", exact=True).fill("three random words here")
        hers.get_by_label("The same again").fill("three random words here")
        hers.get_by_role("button", name="Keep it and sign in").click()
        expect(hers.get_by_role("heading", name="Your school's places")).to_be_visible()
        expect(hers.get_by_role("navigation", name="Main")).not_to_contain_text("Money")

        hers.goto("/courses")
        hers.get_by_role("link", name="Mentoring a trainee teacher").click()
        assert hers.locator("optgroup").evaluate_all("all => all.map(each => each.label)") == ["Alec Reed Academy"]
        hers.get_by_label("Who comes?").select_option(label="Bartholomew Nkemelu (deputy)")
        hers.get_by_role("button", name="Book a place").click()
        expect(hers.get_by_role("alert")).to_contain_text("Bartholomew Nkemelu has a place")

        page.goto("/schools")
        mine = page.get_by_role("link", name="Alec Reed Academy").get_attribute("href")
        others = page.get_by_role("link", name="Oaklands Primary School").get_attribute("href")
        hers.goto(str(mine))
        expect(hers.get_by_role("region", name="Account")).to_contain_text("Contracted")
        hers.goto(str(others))
        expect(hers.get_by_text("You can look at your own school only.")).to_be_visible()

        page.goto("/people")
        her_row = page.get_by_role("row", name=re.compile("head@alec-reed.example.org"))
        her_row.get_by_role("button", name="End access").click()
        hers.goto("/courses")
        expect(hers.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_course_is_scheduled_changed_and_called_off(page: Page) -> None:
    """What can't be held is said at its field; then it is on offer, in another room, and then it is cancelled."""
    page.goto("/courses")
    page.get_by_role("link", name="Schedule a course").click()
    page.get_by_label("Title").fill("Handwriting")
    page.get_by_label("Strand").select_option(label="CPD")
    page.get_by_text("It has more than one session").click()
    for number, days in ((1, 30), (2, 37)):
        session = page.get_by_role("group", name=f"Session {number}")
        session.get_by_label("Date").fill(str(london_date(system_clock()) + timedelta(days=days)))
        session.get_by_label("Begins").fill("13:30")
        session.get_by_label("Ends").fill("12:30" if number == 1 else "15:30")
    page.get_by_label("Where it is held").fill("Hall")
    page.get_by_label("Places").fill("12")
    page.get_by_label("Fee for a place").fill("£45.00")
    page.get_by_label("Cancellation terms").select_option(index=1)
    page.get_by_role("button", name="Schedule the course").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.get_by_role("group", name="Session 1").get_by_label("Ends").fill("15:30")
    page.get_by_role("button", name="Schedule the course").click()
    expect(page.get_by_role("alert")).to_contain_text("Handwriting is scheduled")
    expect(page.get_by_text("£45.00 a place")).to_be_visible()
    page.get_by_role("link", name="Change this course").click()
    expect(page.get_by_role("group", name="Session 2").get_by_label("Begins")).to_have_value("13:30")
    page.get_by_label("Where it is held").fill("Library")
    page.get_by_role("button", name="Change the course").click()
    expect(page.get_by_role("alert")).to_contain_text("Handwriting is as you say now.")
    expect(page.get_by_text("Library", exact=True)).to_be_visible()
    expect(page.get_by_text("£45.00 a place")).to_be_visible()
    page.get_by_text("Cancel this course").click()
    page.get_by_label("Why?").select_option(label="Trainer unavailable")
    page.get_by_role("button", name="Cancel the course").click()
    expect(page.get_by_text("Cancelled", exact=True)).to_be_visible()


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/schools", "Alec Reed Academy"),
        ("/courses", "Phonics from day one"),
        ("/money/grants", "60000.00"),
        ("/money", "a place was booked"),
    ],
)
def test_lists_are_taken_along(page: Page, path: str, says: str) -> None:
    """As files that spreadsheet programs open: for anybody's, and for Excel."""
    page.goto(path)
    files: dict[str, bytes] = {}
    for kind in ("CSV", "Excel"):
        with page.expect_download() as downloading:
            page.get_by_role("link", name=f"{kind} file").click()
        files[kind] = Path(downloading.value.path()).read_bytes()
    assert says in files["CSV"].decode("utf-8-sig")
    assert files["Excel"].startswith(b"PK")
