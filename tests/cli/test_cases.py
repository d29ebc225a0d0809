"""`alliance sles` and `cases`: days released, support asked for, SLEs deployed."""

from __future__ import annotations

import pytest

from shared.words import long_date
from tests.cli.asking import (
    FIELDING,
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
    refused,
    short_id,
    this_year,
    today,
)
from tests.cli.conftest import Alli

NORTHERN, FAIRFIELDS = "northern_alliance_2015_16_sle", "Fairfields TSA 2019-20 SLE"
"""£420 a day and 15 % on top; £350 a day and 15 % of that."""

YEAR = str(this_year())


def designated(alli: Alli, name: str, specialism: str, days: str = "10") -> None:
    """An SLE of Greenford in the present year, with an address."""
    who = ("--name", name, "--email", f"{name.split(maxsplit=1)[0].lower()}@greenford.example.org")
    done(alli("sles", "designate", GREENFORD, *who, "--specialism", specialism, "--days", days, "--no-wait"))


def opened(alli: Alli, specialism: str, urn: str = FIELDING) -> str:
    """A case; its short id."""
    return short_id(done(alli("cases", "open", urn, specialism, "--no-wait")))


def deployed(alli: Alli, case: str, sle: str, days: str, *more: str) -> None:
    """From today, at £350 a day."""
    agreed = ("--days", days, "--from", f"{today()}", "--rate", FAIRFIELDS, "--no-wait")
    done(alli("cases", "deploy", case, sle, *agreed, *more))


def costs(alli: Alli, case: str) -> list[str]:
    """What the list says of a case's money, and who pays it."""
    [line] = [line for line in alli("cases", "list").out.splitlines() if case in line]
    return cells(line)[-2:]


def test_deploying_an_sle_shows_the_projection_and_the_emails_that_followed(alli: Alli) -> None:
    """Money's worked example: 6 days at £420 and 15 % on top; the SLE and both heads are written to."""
    designated(alli, "Ada Finch", "geography")
    case = opened(alli, "geography")
    begins = long_date(today())
    agreed = ("--days", "6", "--from", f"{today()}", "--rate", NORTHERN)
    said = done(alli("cases", "deploy", "geography", "finch", *agreed))
    assert "✓ Ada Finch is deployed to Fielding Primary School, geography." in said.out
    for name, value in (
        ("days", f"6 days from {begins}"),
        ("client pays", "£2,898.00"),
        ("home school", "£2,520.00"),
        ("we keep", "£378.00"),
    ):
        assert f"{name}  " in said.out
        assert value in said.out
    assert changes(said) == [
        Change(YEAR, "deployments, support", "contracted", 2_898_00),
        Change(YEAR, "in all", "expected", 2_898_00),
        Change(YEAR, "in all", "for home schools", 2_520_00),
        Change(YEAR, "in all", "kept", 378_00),
    ]
    assert "3 e-mails follow" in said.out
    assert mails(said) == {
        ("ada@greenford.example.org", f"You are to support Fielding Primary School from {begins}"),
        ("head@greenford.example.org", f"Ada Finch is to support Fielding Primary School: 6 days from {begins}"),
        ("head@fielding.example.org", f"Support for Fielding Primary School is agreed: 6 days from {begins}"),
    }
    assert costs(alli, case) == ["£2,898.00", "client"]


def test_days_that_are_worked_are_earned_and_the_rest_goes_back(alli: Alli) -> None:
    """A day unless it is said, half a day if it is; what isn't worked is reversed at the end."""
    designated(alli, "Bea Finch", "history")
    case = opened(alli, "history")
    deployed(alli, case, "bea", "4.5")
    day = done(alli("cases", "visit", case))
    assert f"✓ Bea Finch worked 1 day at Fielding Primary School on {long_date(today())}." in day.out
    assert changes(day) == [
        Change(YEAR, "deployments, support", "earned", 350_00),
        Change(YEAR, "deployments, support", "contracted", -350_00),
    ]
    assert "No e-mail follows." in day.out
    full = refused(alli("cases", "visit", case, "--days", "0.5", "--on", f"{today()}"))
    assert full.startswith("This SLE has 1 day logged for ")
    assert "4½ days from" in alli("cases", "show", case).out
    assert "1 day worked, 3½ days left" in alli("cases", "show", case).out

    ended = done(alli("cases", "end", case, "--early"))
    assert "The deployment of Bea Finch to Fielding Primary School has ended, and 3½ days go back." in ended.out
    assert Change(YEAR, "deployments, support", "contracted", -1_225_00) in changes(ended)
    over = f"support for Fielding Primary School stopped early on {long_date(today())}: 1 of 4½ days worked"
    assert mails(ended) == {
        ("bea@greenford.example.org", f"Your {over}"),
        ("head@greenford.example.org", f"Bea Finch's {over}"),
        ("head@fielding.example.org", f"Bea Finch's {over}"),
    }
    [sle] = [each for each in listed(alli, "sles", "list") if each["name"] == "Bea Finch"]
    assert (sle["released"], sle["committed"], sle["worked"], sle["left"]) == (10, 0, 1, 9)
    assert refused(alli("cases", "end", case)).startswith("No deployment of Fielding Primary School, history goes on")
    assert "✓ Fielding Primary School, history, is closed." in done(alli("cases", "close", case)).out
    shown = alli("cases", "show", case).out
    for line in (
        "closed",
        "1 day worked, stopped early on",
        "a visit, 1 day (Bea Finch)",
        "3½ days given back (Bea Finch)",
        "client pays  £350.00",
    ):
        assert line in shown
    assert costs(alli, case) == ["£350.00", "client"]


def test_one_of_two_deployments_is_named(alli: Alli) -> None:
    """Without --who nobody knows whose visit it was."""
    designated(alli, "Cy Finch", "art")
    designated(alli, "Di Finch", "art")
    case = opened(alli, "art")
    deployed(alli, case, "cy finch", "1")
    deployed(alli, case, "di finch", "1", "--day-rate", "333.33")
    assert refused(alli("cases", "visit", case)).endswith("say with --who which one is meant.")
    said = done(alli("cases", "visit", case, "--days", "0.5", "--who", "di"))
    assert Change(YEAR, "deployments, support", "earned", 166_67) in changes(said)
    money = [each["agreed_money"]["client_pays"] for each in listed(alli, "cases", "show", case)["deployments"]]
    assert sorted(money) == [333_33, 350_00]
    assert costs(alli, case) == ["£683.33", "client"]
    done(alli("cases", "end", case, "--early", "--who", "di", "--no-wait"))
    assert costs(alli, case) == ["£516.67", "client"]


def test_more_days_than_are_left_are_refused_with_what_is_left(alli: Alli) -> None:
    """The home school's release is never exceeded."""
    designated(alli, "Ed Finch", "citizenship", "3")
    case = opened(alli, "citizenship")
    agreed = ("--from", f"{today()}", "--rate", NORTHERN)
    assert refused(alli("cases", "deploy", case, "ed finch", "--days", "3.5", *agreed)) == (
        f"Greenford High School has 3 days of this SLE left in {YEAR}, and this deployment needs 3.5. "
        "Ask for 3 days, or choose another SLE."
    )
    assert listed(alli, "cases", "show", case)["deployments"] == []


def test_a_request_is_declined_with_a_way_on(alli: Alli) -> None:
    """Of a school that isn't a member, and is introduced by its request; its head is written to."""
    head = ("--head", "Flo Finch", "--head-email", "flo@finch.example.org")
    said = done(alli("cases", "open", "100013", "drama", *head))
    assert "✓ Edith Neville Primary School asks for support in Drama: case " in said.out
    assert f"`alliance cases deploy {short_id(said)} SLE …`" in said.out
    again = ahead(120)
    no = done(
        alli(
            *("cases", "decline", short_id(said), "--reason", "no_specialist", "--instead", "another_alliance"),
            *("--ask-again", f"{again}"),
        )
    )
    assert "✓ Edith Neville Primary School, drama, is declined." in no.out
    assert {mailbox for mailbox, _ in mails(no)} == {"flo@finch.example.org"}
    shown = alli("cases", "show", "edith").out
    for line in ("declined", "no specialist", "another alliance", long_date(again)):
        assert line in shown
    twice = refused(alli("cases", "decline", "edith", "--reason", "no_capacity"))
    assert twice.startswith("This request was declined on")


def test_a_stranger_needs_a_head(alli: Alli) -> None:
    """A school that nobody has spoken to yet can't be written to."""
    sentence = "Fleet Primary School isn't known here yet. Who is its head? Give the name with --head."
    assert refused(alli("cases", "open", "100014", "drama")) == sentence


def test_cases_are_listed_newest_first_and_by_state(alli: Alli) -> None:
    """As a table, and as JSON."""
    case = opened(alli, "attendance", OAKLANDS)
    found = listed(alli, "cases", "list")
    assert found[0]["case_id"].endswith(case)
    assert f"{len(found)} cases" in alli("cases", "list").out
    declined = listed(alli, "cases", "list", "--state", "declined")
    assert {each["state"] for each in declined} == {"declined"}
    [line] = [line for line in alli("cases", "list", "--state", "asked").out.splitlines() if case in line]
    assert line.split()[-2:] == ["–", "–"]


def test_sles_are_listed_with_their_days(alli: Alli) -> None:
    """Of a year, of a specialism."""
    [ravenscroft] = [each for each in listed(alli, "sles", "list") if each["name"] == "Siobhán Ravenscroft"]
    assert ravenscroft["released"] == 12
    out = alli("sles", "list", "--specialism", "phonics", "--year", YEAR).out
    [line] = [line for line in out.splitlines() if "Siobhán Ravenscroft" in line]
    assert "Fielding Primary School" in line
    assert "phonics, early years" in line
    assert "1 SLE" in out
    assert "12.0" in cells(line), "points stand under each other"
    assert alli("sles", "list", "--year", "2095").out.strip() == "There is no such SLE."


def test_a_release_is_changed_by_giving_it_again(alli: Alli) -> None:
    """It never goes below what is promised."""
    designated(alli, "Gil Finch", "music", "4")
    case = opened(alli, "music")
    deployed(alli, case, "gil", "3")
    more = alli("sles", "designate", GREENFORD, "--name", "gil finch", "--specialism", "music", "--days", "6")
    assert f"✓ Gil Finch is an SLE: Greenford High School releases 6 days of {YEAR}." in done(more).out
    fewer = alli("sles", "designate", GREENFORD, "--name", "gil finch", "--specialism", "music", "--days", "2")
    assert refused(fewer).startswith(f"Greenford High School can't release fewer than 3 days in {YEAR}")


def test_day_rates_and_specialisms_are_listed(alli: Alli) -> None:
    """Inside the price, on top of it, or a fixed amount."""
    rates = alli("sles", "rates").out
    for line in ("£350.00  £50.00 of that", "£350.00  15 % of that", "£420.00  15 % on top"):
        assert line in rates
    assert "Closing the gap" in alli("sles", "specialisms").out
    assert "closing_the_gap" in {each["code"] for each in listed(alli, "sles", "specialisms")}
    assert len(listed(alli, "sles", "rates")) == 9


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("Pottery", "Ravenscroft"), "There is no case “Pottery”: `alliance cases list` lists them."),
        (("school", "Ravenscroft"), "More than one case is meant by “school”: "),
        (
            ("Greenwood", "Nobody"),
            f"There is no SLE of {YEAR} “Nobody”: `alliance sles list --year {YEAR[:4]}` ",
        ),
        (
            ("Greenwood", "Ravenscroft"),
            "This SLE isn't designated in maths. Choose another SLE, or ",
        ),
        (("Dairy", "Ravenscroft"), "This request was declined on "),
    ],
)
def test_a_deployment_that_cannot_be_is_a_sentence(alli: Alli, arguments: tuple[str, ...], sentence: str) -> None:
    """Whatever is unknown, more than one thing, or not agreed to."""
    agreed = ("--days", "1", "--from", f"{today()}", "--rate", NORTHERN)
    assert refused(alli("cases", "deploy", *arguments, *agreed)).startswith(sentence)


def test_an_unknown_rate_or_specialism_is_a_sentence(alli: Alli) -> None:
    """Each names its list."""
    deploy = ("cases", "deploy", "Greenwood", "Temitope", "--days", "1", "--from", f"{today()}", "--rate")
    assert refused(alli(*deploy, "gold")).startswith("There is no day rate “gold”: `alliance sles rates` lists them.")
    assert refused(alli(*deploy, "Fairfields TSA")).startswith("More than one day rate is meant by “Fairfields TSA”: ")
    assert refused(alli("cases", "open", OAKLANDS, "juggling")).startswith("There is no specialism “juggling”")


@pytest.mark.parametrize(
    ("option", "written", "sentence"),
    [
        ("--days", "1.25", "1.25 days can't be counted: write whole or half days, 0.5, 1 or 1.5, say."),
        ("--from", "tomorrow", "“tomorrow” is no date: write it as 2026-12-01."),
        ("--day-rate", "333.333", "“333.333” has more than two decimals: a penny is the least, as in 150.50."),
    ],
)
def test_what_cannot_be_read_is_misunderstood(alli: Alli, option: str, written: str, sentence: str) -> None:
    """Exit code 2, and how it is used."""
    agreed = {"--days": "1", "--from": f"{today()}", "--rate": NORTHERN} | {option: written}
    said = alli("cases", "deploy", "Greenwood", "Temitope", *(part for each in agreed.items() for part in each))
    assert misunderstood(said).endswith(sentence)


def test_visits_that_cannot_be_are_a_sentence(alli: Alli) -> None:
    """Before it begins, still to come, or of nobody."""
    designated(alli, "Hex Finch", "english")
    case = opened(alli, "english")
    nobody = refused(alli("cases", "visit", case))
    assert nobody.startswith("No deployment of Fielding Primary School, english goes on: `alliance cases show ")
    deployed(alli, case, "hex", "2")
    assert "is still to come" in refused(alli("cases", "visit", case, "--on", f"{ahead(1)}"))
    assert "is before the deployment begins" in refused(alli("cases", "visit", case, "--on", f"{ahead(-1)}"))
    assert refused(alli("cases", "close", case)).startswith("This case can't be closed yet")
