"""`alliance grants`: applied for, received, refused, scheduled."""

from __future__ import annotations

import pytest

from shared.kernel.years import AcademicYear
from tests.cli.asking import (
    FINANCE,
    OAKLANDS,
    Change,
    cells,
    changes,
    done,
    listed,
    mails,
    misunderstood,
    refused,
    short_id,
    this_year,
    today,
)
from tests.cli.conftest import Alli

FIRST_FREE = this_year().begins + 10
"""The example's grants are all of earlier years; each test has one of its own."""


def applied(alli: Alli, begins: int, pounds: str, *more: str) -> str:
    """An application for a year's support grant; its short id."""
    return short_id(done(alli("grants", "apply", pounds, "--year", f"{begins}", *more, "--no-wait")))


def in_list(alli: Alli, grant: str) -> list[str]:
    """A grant's cells in the list."""
    [line] = [line for line in alli("grants", "list").out.splitlines() if grant in line]
    return cells(line)


def support(year: AcademicYear, *of: tuple[str, int]) -> list[Change]:
    """How the figures of a year's support grants changed, by certainty."""
    return [Change(str(year), "support grants, support", certainty, change) for certainty, change in of]


def test_receiving_a_grant_shows_the_projection_and_the_email_that_followed(alli: Alli) -> None:
    """Money's worked example: £10,000 of £12,000; half of it was expected before."""
    year = AcademicYear(FIRST_FREE)
    hoped_for = done(alli("grants", "apply", "£12,000.00", "--year", str(year)))
    grant = short_id(hoped_for)
    assert f"✓ £12,000.00 is applied for as the support grant of {year}: {grant}." in hoped_for.out
    expected = Change(str(year), "in all", "expected", 6_000_00)
    assert changes(hoped_for) == [*support(year, ("probable", 12_000_00)), expected]
    assert "No e-mail follows." in hoped_for.out

    said = done(alli("grants", "receive", f"support grant {year}", "10,000"))
    assert f"✓ £10,000.00 is promised as the support grant {year}." in said.out
    became = support(year, ("certain", 10_000_00), ("probable", -12_000_00), ("refused", 2_000_00))
    assert changes(said) == [*became, Change(str(year), "in all", "expected", 4_000_00)]
    assert "1 e-mail follows" in said.out
    assert mails(said) == {(FINANCE, f"Grant received: £10,000.00, school-to-school support grant {year}")}
    [projection] = [each for each in listed(alli, "income") if each["name"] == str(year)]
    assert (projection["certain"], projection["probable"], projection["refused"]) == (10_000_00, 0, 2_000_00)


def test_a_grant_is_received_once(alli: Alli) -> None:
    """Neither again, nor refused afterwards."""
    grant = applied(alli, FIRST_FREE + 1, "9000")
    done(alli("grants", "receive", grant, "9000", "--no-wait"))
    sentence = f"The school-to-school support grant for {AcademicYear(FIRST_FREE + 1)} was received before: £9,000.00."
    assert refused(alli("grants", "receive", grant, "9000")).startswith(sentence)
    assert refused(alli("grants", "refuse", grant)).startswith(sentence)


def test_a_refused_application_is_kept(alli: Alli) -> None:
    """Nothing is expected of it any more, and the finance officer is told."""
    year = AcademicYear(FIRST_FREE + 2)
    grant = applied(alli, year.begins, "8000.50")
    said = done(alli("grants", "refuse", grant))
    assert f"✓ The application for the support grant {year}, £8,000.50, is refused." in said.out
    became = support(year, ("probable", -8_000_50), ("refused", 8_000_50))
    assert changes(said) == [*became, Change(str(year), "in all", "expected", -4_000_25)]
    assert {mailbox for mailbox, _ in mails(said)} == {FINANCE}
    assert grant in alli("grants", "list", "--standing", "refused").out
    assert "was turned down before" in refused(alli("grants", "receive", grant, "8000"))


def test_a_scheduled_grant_is_certain(alli: Alli) -> None:
    """It comes once a year."""
    year = AcademicYear(FIRST_FREE + 3)
    said = done(alli("grants", "schedule", "nle", "--year", f"{year.begins}"))
    assert f"✓ £6,000.00 is down as the NLE grant of {year}: " in said.out
    assert changes(said) == [
        Change(str(year), "NLE grants, leadership", "certain", 6_000_00),
        Change(str(year), "in all", "expected", 6_000_00),
    ]
    again = refused(alli("grants", "schedule", "nle", "--year", f"{year.begins}"))
    assert again == f"The NLE grant for {year} is scheduled already: it comes once a year."


def test_a_grant_is_shown_with_what_was_charged_to_it(alli: Alli) -> None:
    """A deployment is paid from it; at most a twentieth stays with the alliance."""
    who = ("--name", "Ada Crane", "--specialism", "religious education", "--days", "9", "--no-wait")
    done(alli("sles", "designate", "101940", *who))
    case = short_id(done(alli("cases", "open", OAKLANDS, "religious education", "--no-wait")))
    grant = applied(alli, this_year().begins, "12000", "--case", case)
    done(alli("grants", "receive", grant, "10000", "--no-wait"))
    assert in_list(alli, grant)[-4:] == ["£12,000.00", "£10,000.00", "–", "£10,000.00"]
    agreed = ("--days", "8", "--from", f"{today()}", "--rate", "Fairfields TSA 2019-20 SLE", "--grant", grant)
    deployed = done(alli("cases", "deploy", case, "ada crane", *agreed)).out
    assert "the support grant pays  £2,800.00" in deployed
    assert "client pays" not in deployed
    shown = alli("grants", "show", grant).out
    assert f"Support grant {this_year()}" in shown
    for value in ("£12,000.00", "£10,000.00", "£2,800.00", "£7,200.00", "£420.00 of £500.00 at most", case):
        assert value in shown
    assert in_list(alli, grant)[-4:] == ["£12,000.00", "£10,000.00", "£2,800.00", "£7,200.00"]
    shown = alli("cases", "show", case).out
    assert f"grant {grant}" in shown
    assert "the support grant pays  £2,800.00" in shown
    [line] = [line for line in alli("cases", "list").out.splitlines() if case in line]
    assert cells(line)[-2:] == ["£2,800.00", "support grant"]


def test_grants_of_every_standing_are_listed(alli: Alli) -> None:
    """The example has one of each: also those whose year has begun."""
    found = listed(alli, "grants", "list")
    assert {each["standing"] for each in found} == {"applied", "received", "earned", "refused"}
    out = alli("grants", "list").out
    assert f"{len(found)} grants" in out
    for name in ("core grant", "NLE grant", "support grant"):
        assert name in out
    earned = listed(alli, "grants", "list", "--standing", "earned")
    assert {each["standing"] for each in earned} == {"earned"}
    core = alli("grants", "show", f"core grant {this_year()}").out
    assert "£60,000.00" in core
    assert {cells(line)[-1] for line in out.splitlines() if "core grant" in line} == {"–"}
    assert "charged" not in core


def test_of_several_grants_of_a_year_none_is_guessed(alli: Alli) -> None:
    """They are told apart by what they are worth."""
    begins = FIRST_FREE + 4
    for pounds in ("7000", "7500"):
        applied(alli, begins, pounds)
    sentence = refused(alli("grants", "receive", f"support grant {AcademicYear(begins)}", "7000"))
    assert sentence.startswith(f"More than one grant is meant by “support grant {AcademicYear(begins)}”: ")
    for amount in ("£7,000.00 applied (", "£7,500.00 applied ("):
        assert amount in sentence
    assert "£7,000.00 is promised" in done(alli("grants", "receive", "£7,000.00 applied", "7000", "--no-wait")).out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("apply", "100"), "A support grant is from £5,000.00 to £20,000.00, and this application is for £100.00."),
        (("apply", "6000", "--case", "zebra"), "There is no case “zebra”: `alliance cases list` lists them."),
        (("receive", "lottery", "100"), "There is no grant “lottery”: `alliance grants list` lists them."),
        (("schedule", "core", "--year", "2000"), "The alliance's first year is "),
    ],
)
def test_a_grant_that_cannot_be_is_a_sentence(alli: Alli, arguments: tuple[str, ...], sentence: str) -> None:
    """Whatever is out of range or unknown."""
    assert refused(alli("grants", *arguments)).startswith(sentence)


def test_nobody_is_given_more_than_they_asked_for(alli: Alli) -> None:
    """The award letter was read wrongly."""
    grant = applied(alli, FIRST_FREE + 5, "6000")
    assert "so it can't be £6,000.01" in refused(alli("grants", "receive", grant, "6000.01"))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("apply", "6000.005"), "“6000.005” has more than two decimals: a penny is the least, as in 150.50."),
        (("apply", "6k"), "“6k” is no amount of pounds: write 150 or 150.50, say."),
        (("apply", "6000", "--year", "26"), "“26” is no year: write 2026 or 2026/27."),
        (("schedule", "lottery"), "'lottery' is not one of 'core', 'nle'."),
    ],
)
def test_what_cannot_be_read_is_misunderstood(alli: Alli, arguments: tuple[str, ...], sentence: str) -> None:
    """Exit code 2, and how it is used."""
    assert misunderstood(alli("grants", *arguments)).endswith(sentence)
