"""`alliance places`: booked, handed on, given back; offers answered."""

from __future__ import annotations

import pytest

from shared.kernel.years import AcademicYear
from tests.cli.asking import (
    FIELDING,
    GREENFORD,
    OAKLANDS,
    Change,
    ahead,
    changes,
    done,
    listed,
    mails,
    misunderstood,
    put_on_offer,
    refused,
    short_id,
)
from tests.cli.conftest import Alli
from tests.running import Installation

BEGINS = ahead(90)
YEAR = str(AcademicYear.of(BEGINS))
WHEN = f"{BEGINS:%A} {BEGINS.day} {BEGINS:%B}"


def scheduled(alli: Alli, title: str, *more: str, places: int = 2, fee: str = "120") -> str:
    """A course of our own in three months; its id as lists show it."""
    return short_id(put_on_offer(alli, title, (BEGINS,), *more, places=places, fee=fee))


def test_booking_a_place_shows_the_projection_and_the_email_that_followed(alli: Alli) -> None:
    """The fee is contracted in the course's year, and who comes is written to."""
    scheduled(alli, "Reading aloud")
    said = done(alli("places", "book", "reading al", OAKLANDS, "--name", "Ada Lark", "--email", "ada@oaks.example.org"))
    assert "Ada Lark is new here, and registered as a teacher at Oaklands Primary School." in said.out
    assert "✓ Ada Lark has a place on Reading aloud: " in said.out
    assert "Oaklands Primary School pays £120.00." in said.out
    assert changes(said) == [
        Change(YEAR, "course fees, cpd", "contracted", 120_00),
        Change(YEAR, "in all", "expected", 120_00),
    ]
    assert "1 e-mail follows" in said.out
    assert mails(said) == {("ada@oaks.example.org", f"Your place is booked: Reading aloud, {WHEN}")}


def test_the_projection_is_what_the_booking_left_it_at(alli: Alli) -> None:
    """The figure after the change is the one that `alliance income` shows."""
    course = scheduled(alli, "Writing together", fee="75.50")
    said = done(alli("places", "book", course, GREENFORD, "--name", "Callum Birkenshaw"))
    projection = listed(alli, "income", YEAR)
    [fees] = [each for each in projection["lines"] if (each["strand"], each["kind"]) == ("cpd", "course_fees")]
    assert f"£{fees['contracted'] / 100:,.2f}" in said.out
    assert f"£{projection['total']['expected'] / 100:,.2f}" in said.out


def test_a_name_is_known_without_its_accents_and_capitals(alli: Alli) -> None:
    """Nobody is registered a second time."""
    course = scheduled(alli, "Sums without fear", fee="0")
    said = done(alli("places", "book", course, FIELDING, "--name", "siobhan  ravenscroft"))
    assert "new here" not in said.out
    assert "✓ Siobhán Ravenscroft has a place on Sums without fear" in said.out
    assert "The course is free." in said.out
    assert "Projected income is as it was." in said.out


def test_a_full_course_has_a_line_and_a_place_given_back_goes_to_its_first(alli: Alli) -> None:
    """Given back late enough to cost nothing; the first in line is offered it, accepts, and pays."""
    course = scheduled(alli, "Singing in class", "--terms", "copthorne", places=1)
    done(alli("places", "book", course, OAKLANDS, "--name", "Ben Lark", "--email", "ben@oaks.example.org", "--no-wait"))
    waits = alli("places", "book", course, OAKLANDS, "--name", "Cleo Lark", "--email", "cleo@oaks.example.org")
    assert "✓ Cleo Lark is on the waiting list of Singing in class, which is full." in waits.out
    assert changes(waits) == []
    assert mails(waits) == {("cleo@oaks.example.org", f"You are on the waiting list: Singing in class, {WHEN}")}
    assert "waits, 1st in line" in alli("courses", "show", course).out

    back = done(alli("places", "cancel", course, "ben"))
    assert "✓ Ben Lark has no place any more on Singing in class." in back.out
    assert Change(YEAR, "course fees, cpd", "contracted", -120_00) in changes(back)
    assert mails(back) >= {
        ("ben@oaks.example.org", f"Your place is cancelled: Singing in class, {WHEN}"),
        ("cleo@oaks.example.org", f"A place is kept for you: Singing in class, {WHEN}"),
    }
    assert "offered until " in alli("courses", "show", course).out

    taken = done(alli("places", "accept", course, "cleo"))
    assert "✓ Cleo Lark has a place on Singing in class." in taken.out
    assert Change(YEAR, "course fees, cpd", "contracted", 120_00) in changes(taken)
    assert mails(taken) == {("cleo@oaks.example.org", f"Your place is booked: Singing in class, {WHEN}")}


def test_an_offer_that_is_declined_goes_on_to_the_next(alli: Alli) -> None:
    """Who declines waits no longer."""
    course = scheduled(alli, "Outdoor play", places=1, fee="0")
    for name in ("Dora Lark", "Eli Lark", "Fay Lark"):
        done(alli("places", "book", course, OAKLANDS, "--name", name, "--no-wait"))
    done(alli("places", "cancel", course, "dora", "--no-wait"))
    said = done(alli("places", "decline", course, "eli"))
    assert "✓ Eli Lark waits no longer for a place on Outdoor play." in said.out
    standing = {each["name"]: each["standing"] for each in listed(alli, "courses", "show", course)["seats"]}
    assert standing == {"Fay Lark": "offered"}
    left = done(alli("places", "cancel", course, "fay", "--by-alliance", "--no-wait"))
    assert "✓ Fay Lark waits no longer on Outdoor play." in left.out


def test_a_colleague_comes_instead_at_no_cost(alli: Alli) -> None:
    """Both are written to."""
    course = scheduled(alli, "Marking less")
    done(alli("places", "book", course, OAKLANDS, "--name", "Gus Lark", "--email", "gus@oaks.example.org", "--no-wait"))
    said = done(alli("places", "hand-on", course, "gus", "--name", "Hal Lark", "--email", "hal@oaks.example.org"))
    assert "✓ Hal Lark comes to Marking less instead of Gus Lark." in said.out
    assert "Projected income is as it was." in said.out
    assert mails(said) == {
        ("gus@oaks.example.org", f"Your place is cancelled: Marking less, {WHEN}"),
        ("hal@oaks.example.org", f"Your place is booked: Marking less, {WHEN}"),
    }


def test_a_schools_places_are_listed_newest_first(alli: Alli) -> None:
    """With what was agreed on, also of those that were given back."""
    one, two = scheduled(alli, "Seating plans", fee="10"), scheduled(alli, "Quiet corners", fee="0")
    for course in (one, two):
        done(alli("places", "book", course, FIELDING, "--name", "Ivo Lark", "--no-wait"))
    done(alli("places", "cancel", one, "ivo", "--no-wait"))
    found = listed(alli, "places", "list", FIELDING)
    mine = [(each["title"], each["standing"], each["fee"]) for each in found if each["name"] == "Ivo Lark"]
    assert mine == [("Quiet corners", "booked", 0), ("Seating plans", "booked", 10_00)]
    out = alli("places", "list", FIELDING).out
    assert f"{len(found)} bookings" in out
    [line] = [line for line in out.splitlines() if "Seating plans" in line]
    assert "cancelled" in line
    assert "£10.00" in line


def test_a_school_that_booked_nothing_is_told_so(alli: Alli) -> None:
    """Not an empty table."""
    alli("schools", "join", "100011", "--head", "Joy Lark")
    assert alli("places", "list", "100011").out.strip() == "Brookfield Primary School has booked nothing yet."
    assert alli("schools", "leave", "100011").code == 0


def test_what_was_done_stays_done_when_notify_is_away(alli: Alli, installation: Installation) -> None:
    """It is said what follows later, and where."""
    course = scheduled(alli, "Calm mornings")
    installation.stop_service("notify")
    try:
        said = done(alli("places", "book", course, OAKLANDS, "--name", "Kit Lark"))
        assert Change(YEAR, "course fees, cpd", "contracted", 120_00) in changes(said)
        assert "notify isn't running" in said.out
        assert "What follows there comes once it runs." in said.out
        assert "No e-mail follows" not in said.out
    finally:
        installation.begin("notify")
        installation.wait_ready("notify")


def test_who_does_not_want_to_wait_sees_nothing_of_what_follows(alli: Alli) -> None:
    """Two lines, and at once."""
    course = scheduled(alli, "Short answers")
    said = done(alli("places", "book", course, OAKLANDS, "--name", "Marigold Esenwa", "--no-wait"))
    assert len(said.out.splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("book", "no such course", OAKLANDS),
            "There is no course “no such course”: `alliance courses list` lists them.",
        ),
        (("book", "e", OAKLANDS), "More than one course is meant by “e”: "),
        (("book", "Phonics", "999999"), "The national register has no school with URN 999999."),
        (("book", "Phonics", "100000"), "The Aldgate School (URN 100000) isn't known here yet: `alliance schools join"),
        (("book", "Phonics", OAKLANDS), "This person is booked on Phonics from day one already."),
        (("hand-on", "Phonics", "nobody"), "There is no booking “nobody”: `alliance courses show "),
    ],
)
def test_a_place_that_cannot_be_had_is_a_sentence(alli: Alli, arguments: tuple[str, ...], sentence: str) -> None:
    """Whatever is unknown, or more than one thing."""
    assert refused(alli("places", *arguments, "--name", "Marigold Esenwa")).startswith(sentence)


def test_an_address_is_not_replaced_on_the_way(alli: Alli) -> None:
    """Somebody else may be meant."""
    course = scheduled(alli, "Two of a name")
    said = alli("places", "book", course, OAKLANDS, "--name", "Marigold Esenwa", "--email", "new@oaks.example.org")
    known = "Marigold Esenwa is known here with the address marigold.esenwa@oaklands.example.org: leave out --email."
    assert refused(said) == known
    bad = alli("places", "book", course, OAKLANDS, "--name", "Lou Lark", "--email", "bad")
    assert refused(bad) == "The address can't be right: Enter an e-mail address, like ann.shaw@example.org."


def test_an_answer_without_an_offer_is_a_sentence(alli: Alli) -> None:
    """And so is a place that was given back before."""
    course = scheduled(alli, "Asked too soon")
    done(alli("places", "book", course, OAKLANDS, "--name", "Mia Lark", "--no-wait"))
    assert refused(alli("places", "accept", course, "mia")).startswith("No place on Asked too soon is on offer")
    done(alli("places", "cancel", course, "mia", "--no-wait"))
    assert refused(alli("places", "cancel", course, "mia")).startswith("There is no booking “mia”")


def test_a_number_that_is_no_schools_is_misunderstood(alli: Alli) -> None:
    """How it is used is said."""
    assert "greater than or equal to 10000" in misunderstood(alli("places", "list", "12"))
