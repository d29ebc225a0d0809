"""`alliance courses`: put on offer, changed, cancelled; who came."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlalchemy import text

from shared.kernel.years import AcademicYear
from shared.persistence.engine import create_engine
from tests.cli.asking import (
    GREENFORD,
    OAKLANDS,
    Change,
    ahead,
    cells,
    changes,
    done,
    listed,
    mails,
    misunderstood,
    put_on_offer,
    refused,
)
from tests.cli.conftest import Alli, Said
from tests.running import Installation

FIRST, SECOND = ahead(100), ahead(107)
YEAR = str(AcademicYear.of(SECOND))


def scheduled(alli: Alli, title: str, *more: str, days: tuple[date, ...] = (FIRST,), places: int = 3) -> str:
    """A course of our own for £50 a place; its whole id."""
    put_on_offer(alli, title, days, *more, places=places, fee="50")
    return listed(alli, "courses", "show", title)["course_id"]


def booked(alli: Alli, course: str, *names: str) -> None:
    """Places for people of Oaklands, whom nobody can reach but through their office."""
    for name in names:
        done(alli("places", "book", course, OAKLANDS, "--name", name, "--no-wait"))


def schedule_with(alli: Alli, given: tuple[str, str]) -> Said:
    """Ask for a course that would do, but for this option."""
    whole = {"--on": f"{FIRST} 9:00-10:00", "--venue": "Hall", "--places": "3", "--fee": "0"} | dict([given])
    return alli("courses", "schedule", "Never", *(part for option in whole.items() for part in option))


async def begun(url: str, course_id: str) -> None:
    """Put a course to yesterday, as only time would: nobody can plan what lies in the past."""
    query = text("""
        UPDATE courses SET begins_at = begins_at - make_interval(days => :span),
                           sessions = CAST(replace(CAST(sessions AS text), :planned, :yesterday) AS jsonb)
         WHERE course_id = CAST(:course_id AS uuid)
    """)
    planned, yesterday = FIRST.isoformat(), ahead(-1).isoformat()
    engine = create_engine(url, "test")
    async with engine.begin() as connection:
        await connection.execute(
            query, {"span": 101, "planned": planned, "yesterday": yesterday, "course_id": course_id}
        )
    await engine.dispose()


def test_a_course_is_put_on_offer_and_shown(alli: Alli) -> None:
    """When, where, for how much, and who delivers it; a trainer who is new is registered."""
    said = done(
        alli(
            *("courses", "schedule", "Poems by heart", "--strand", "research", "--terms", "torbay"),
            *("--on", f"{FIRST} 13:30-15:30", "--on", f"{SECOND} 9:00-10:00", "--venue", "The old hall"),
            *("--places", "12", "--fee", "£1,050.50", "--trainer", f"{GREENFORD}:Pia Wren:1.5"),
        )
    )
    assert "Pia Wren is new here, and registered as a teacher at Greenford High School." in said.out
    assert "✓ Poems by heart is on offer: " in said.out
    assert "Projected income is as it was." in said.out
    assert "No e-mail follows." in said.out
    shown = [cells(line) for line in alli("courses", "show", "poems").out.splitlines() if line.strip()]
    assert shown[:-1] == [
        ["Poems by heart"],
        ["when", f"{FIRST:%A} {FIRST.day} {FIRST:%B %Y}, 1:30pm to 3:30pm"],
        [f"{SECOND:%A} {SECOND.day} {SECOND:%B %Y}, 9:00am to 10:00am"],
        ["where", "The old hall"],
        ["places", "12: 12 free"],
        ["fee", "£1,050.50"],
        ["strand", "research"],
        ["terms", "torbay"],
        ["delivered by", "Pia Wren, 1½ days"],
    ]


def test_the_example_courses_are_listed_in_order_of_time(alli: Alli) -> None:
    """As a table and as JSON."""
    found = listed(alli, "courses", "list")
    begins = [each["sessions"][0]["begins_at"] for each in found]
    assert begins == sorted(begins)
    out = alli("courses", "list").out
    assert f"{len(found)} courses" in out
    [phonics] = [line for line in out.splitlines() if "Phonics from day one" in line]
    assert "0 of 6" in phonics
    assert "£120.00" in phonics
    assert "no fee" in out, "free is what there is of places"


def test_the_list_is_narrowed(alli: Alli) -> None:
    """By strand, year and term, free places; nothing is a sentence."""
    research = listed(alli, "courses", "list", "--strand", "research")
    assert {each["strand"] for each in research} == {"research"}
    free = listed(alli, "courses", "list", "--free")
    assert all(each["free"] for each in free)
    assert "Phonics from day one" not in {each["title"] for each in free}
    of_term = listed(alli, "courses", "list", "--year", YEAR, "--term", "summer")
    assert {(each["year"], each["term"]) for each in of_term} <= {(YEAR, "summer")}
    assert alli("courses", "list", "--strand", "catering").out.strip() == "There is no such course."
    assert "give --year, too" in misunderstood(alli("courses", "list", "--term", "summer"))


def test_what_is_not_given_stays_when_a_course_is_changed(alli: Alli) -> None:
    """Trainers, sessions, terms and fee, too."""
    course = scheduled(
        alli, "Steady hands", "--trainer", f"{GREENFORD}:Nadia Karimova:0.5", "--terms", "colmore", days=(FIRST, SECOND)
    )
    before = listed(alli, "courses", "show", course)
    said = done(alli("courses", "change", course, "--places", "4", "--fee", "50.50"))
    assert "✓ Steady hands is changed." in said.out
    after = listed(alli, "courses", "show", course)
    assert after == before | {"places": 4, "free": 4, "fee": 50_50}


def test_moving_a_course_moves_its_fees_and_tells_who_is_booked(alli: Alli) -> None:
    """Into the next academic year: what was contracted in the one is contracted in the other."""
    course = scheduled(alli, "Paper boats")
    booked(alli, course, "Una Wren")
    later = FIRST.replace(year=FIRST.year + 1, day=1)
    said = done(alli("courses", "change", course, "--on", f"{later} 10:00-11:00"))
    years = [str(AcademicYear.of(day)) for day in (FIRST, later)]
    assert changes(said) == [
        Change(year, what, certainty, change)
        for year, change in zip(years, (-50_00, 50_00), strict=True)
        for what, certainty in (("course fees, cpd", "contracted"), ("in all", "expected"))
    ]
    [(mailbox, subject)] = mails(said)
    assert mailbox == "office@oaklands.example.org"
    assert "Paper boats" in subject


def test_cancelling_a_course_gives_everything_back(alli: Alli) -> None:
    """Nobody pays; whoever is booked is told; it is listed only when asked for, and still shown."""
    course = scheduled(alli, "Kites")
    booked(alli, course, "Vic Wren", "Wyn Wren")
    said = done(alli("courses", "cancel", course, "--reason", "too_few_booked"))
    assert f"✓ Kites ({course[-8:]}) is cancelled." in said.out
    assert Change(str(AcademicYear.of(FIRST)), "course fees, cpd", "contracted", -100_00) in changes(said)
    assert {mailbox for mailbox, _ in mails(said)} == {"office@oaklands.example.org"}
    assert "Kites" not in alli("courses", "list").out
    [line] = [line for line in alli("courses", "list", "--cancelled").out.splitlines() if "Kites" in line]
    assert "cancelled" in line
    assert "cancelled" in alli("courses", "show", "kites").out
    again = refused(alli("courses", "cancel", course, "--reason", "other"))
    assert again == "Kites was cancelled. Choose another course."


def test_a_course_that_goes_on_is_meant_rather_than_one_that_was_cancelled(alli: Alli) -> None:
    """Of the same title."""
    done(alli("courses", "cancel", scheduled(alli, "Clay"), "--reason", "other", "--no-wait"))
    course = scheduled(alli, "Clay")
    assert listed(alli, "courses", "show", "clay")["course_id"] == course


def test_attendance_earns_the_fees(alli: Alli, installation: Installation) -> None:
    """A register is shown, recorded, and corrected; who didn't come pays, too."""
    course = scheduled(alli, "Stars at noon")
    booked(alli, course, "Xia Wren", "Yan Wren", "Zoe Wren")
    asyncio.run(begun(installation.database("bookings"), course))
    empty = alli("courses", "attendance", course).out
    assert "Stars at noon, session 1 of 1" in empty
    assert empty.count("not recorded") == 3
    said = done(alli("courses", "attendance", course, "--came", "xia", "--came", "yan"))
    assert "✓ Session 1 of Stars at noon: 2 of 3 came." in said.out
    year = str(AcademicYear.of(FIRST))
    assert changes(said) == [
        Change(year, "course fees, cpd", "earned", 150_00),
        Change(year, "course fees, cpd", "contracted", -150_00),
    ]
    assert "✗ no" in alli("courses", "attendance", course).out
    corrected = done(alli("courses", "attendance", course, "--absent", "xia"))
    assert "2 of 3 came." in corrected.out
    shown = alli("courses", "show", course).out
    assert "held" in shown
    assert [line.split()[-1] for line in shown.splitlines() if "Wren" in line] == ["✗", "✓", "✓"]


def test_attendance_that_cannot_be_recorded_is_a_sentence(alli: Alli) -> None:
    """A session ahead, one that isn't there, somebody who isn't booked."""
    course = scheduled(alli, "Early birds")
    booked(alli, course, "Ann Wren")
    not_yet = refused(alli("courses", "attendance", course, "--everybody"))
    assert not_yet.startswith("That session of Early birds begins on")
    assert refused(alli("courses", "attendance", course, "2")) == "Early birds has 1 session, and none with number 2."
    assert refused(alli("courses", "attendance", course, "--came", "bob")).startswith("There is no booking “bob”")
    both = alli("courses", "attendance", course, "--everybody", "--nobody")
    assert "Give only one of --came, --absent, --everybody and --nobody." in both.err


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("--on", "soon"), "“soon” is no session: write it as “2027-03-12 13:30-15:30”."),
        (("--on", "2027-02-30 9:00-10:00"), "“2027-02-30” is no date: write it as 2026-12-01."),
        (("--fee", "10.555"), "“10.555” has more than two decimals: a penny is the least, as in 150.50."),
        (("--fee", "ten"), "“ten” is no amount of pounds: write 150 or 150.50, say."),
        (("--trainer", "Ann"), "“Ann” is no trainer: write school, name and days, as “101939:Ann Shaw:1.5”."),
    ],
)
def test_what_cannot_be_read_is_misunderstood(alli: Alli, given: tuple[str, str], sentence: str) -> None:
    """Nothing is asked of any service; exit code 2."""
    assert misunderstood(schedule_with(alli, given)).endswith(sentence)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("--on", "2020-03-12 13:30-15:30"), "Thursday 12 March 2020, 1:30pm has passed. Choose a date from today on."),
        (("--on", f"{FIRST} 15:30-13:30"), "The session on "),
        (("--terms", "loch_ness"), "There are no cancellation terms called loch_ness. Choose one of "),
        (("--strand", "C P D"), "--strand can't be right: This has characters that have no place here."),
        (("--trainer", "100000:Ann Shaw:1"), "The Aldgate School (URN 100000) isn't known here yet"),
    ],
)
def test_what_bookings_refuses_is_a_sentence(alli: Alli, given: tuple[str, str], sentence: str) -> None:
    """Exit code 1; a field of its own is named as the option."""
    assert refused(schedule_with(alli, given)).startswith(sentence)


def test_the_terms_are_listed(alli: Alli) -> None:
    """What a late cancellation costs, in words."""
    assert "7 days or less: 100%" in alli("courses", "terms").out
    assert {each["terms"] for each in listed(alli, "courses", "terms")} >= {"none", "copthorne", "torbay"}
