"""`alliance schools`: looking, joining, leaving."""

from __future__ import annotations

import io
import json

import pytest

from tests.cli.conftest import Alli

VIEWS = (
    *("schools members", "schools find st", "schools show 148383", "mail", "status", "doctor"),
    *("courses list", "courses list --cancelled", "courses show Phonics", "courses attendance Phonics"),
    *("courses terms", "places list 101905", "sles list", "sles specialisms", "sles rates"),
    *("cases list", "cases show Greenwood", "cases show Dairy", "grants list", "grants list --standing earned"),
    *("income", "income postings", "income account 101905", "income books"),
)
"""Every view of the example alliance."""


def test_find_shows_schools_and_which_are_members(alli: Alli) -> None:
    """Several words need no quotes; a member shows since when."""
    said = alli("schools", "find", "brentside", "high")
    assert said.code == 0
    [_, line] = said.out.splitlines()
    assert line.split()[:4] == ["101939", "Brentside", "High", "School"]
    assert not line.rstrip().endswith("–")


def test_find_gives_json_for_programs(alli: Alli) -> None:
    """The same as registry's answer."""
    [found] = json.loads(alli("schools", "find", "brentside", "high", "--json").out)
    assert (found["urn"], found["postcode"]) == (101939, "W7 1JJ")


def test_finding_nothing_is_a_sentence_with_a_way_on(alli: Alli) -> None:
    """Exit code 1, and what to try."""
    said = alli("schools", "find", "qqqqq")
    assert said.code == 1
    assert "no school for “qqqqq”. Try fewer words" in said.sentence


def test_members_are_listed_by_name(alli: Alli) -> None:
    """The example alliance's, as a table and as JSON."""
    names = [school["name"] for school in json.loads(alli("schools", "members", "--json").out)]
    assert names == sorted(names)
    assert "The St Augustine's Academy" in names
    assert all(name in alli("schools", "members").out for name in names)


def test_nothing_is_wider_than_a_narrow_terminal(alli: Alli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty columns are enough for every view."""
    monkeypatch.setenv("COLUMNS", "60")
    for command in VIEWS:
        said = alli(*command.split())
        assert (said.code, said.err) == (0, ""), command
        assert max(map(len, said.out.splitlines())) <= 60, command


def test_show_tells_who_a_school_is_and_whom_to_write_to(alli: Alli) -> None:
    """By URN or by id; an address that nobody knows is said."""
    by_urn = alli("schools", "show", "101943")
    assert "Northolt High School" in by_urn.out
    assert "Amina Warsame-Hart, no address yet" in by_urn.out
    school_id = by_urn.out.split(" id ")[1].split()[0]
    assert alli("schools", "show", school_id).out == by_urn.out


def test_show_finds_a_school_by_the_number_that_it_had_before(alli: Alli) -> None:
    """St Augustine's School became an academy with another URN."""
    said = alli("schools", "show", "138238")
    assert "The St Augustine's Academy" in said.out
    assert "URN 138238" in said.out.split("before that")[1]


def test_show_tells_how_a_stranger_joins(alli: Alli) -> None:
    """A school of the register that the alliance has nothing to do with."""
    assert "alliance schools join 100000  lets it join" in alli("schools", "show", "100000").out


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("999999", "The national register has no school with URN 999999."),
        ("abc", "“abc” is neither a URN nor a school's id."),
        ("019a0000-0000-7000-8000-000000000000", "The alliance knows no school with the id 019a0000-0000-"),
    ],
)
def test_showing_nobody_is_a_sentence(alli: Alli, given: str, sentence: str) -> None:
    """An unknown URN, an unknown id, something that is neither."""
    said = alli("schools", "show", given)
    assert said.code == 1
    assert said.sentence.startswith(sentence)


def test_a_school_joins_and_leaves(alli: Alli) -> None:
    """What follows is said: who is written to, and what waits."""
    joined = alli("schools", "join", "101922", "--head", "Bo Peep", "--head-email", "bo@lambs.example.org")
    assert joined.code == 0
    assert "St Anselm's Catholic Primary School has joined." in joined.out
    assert "An e-mail goes to its head" in joined.out
    assert "The one to its office waits until the address is known." in joined.out
    left = alli("schools", "leave", "101922")
    assert "St Anselm's Catholic Primary School has left the alliance." in left.out
    assert alli("schools", "leave", "101922").sentence == "The school with URN 101922 isn't a member."


def test_a_refusal_is_its_own_sentence(alli: Alli) -> None:
    """Joining twice, or a number that nobody has."""
    twice = alli("schools", "join", "101939", "--head", "X")
    assert twice.code == 1
    assert twice.sentence.startswith("Brentside High School has been a member since")
    assert "no school with URN 999999" in alli("schools", "join", "999999", "--head", "X").sentence


def test_an_address_that_is_none_is_named_in_the_readers_words(alli: Alli) -> None:
    """Not as the name of a field."""
    said = alli("schools", "join", "101923", "--head", "X", "--head-email", "bad")
    assert said.code == 1
    assert said.sentence == "The head's address can't be right: Enter an e-mail address, like ann.shaw@example.org."


def test_joining_without_a_head_asks_only_at_a_terminal(alli: Alli, monkeypatch: pytest.MonkeyPatch) -> None:
    """A script gets a sentence."""
    monkeypatch.setattr("sys.stdin", io.StringIO())
    said = alli("schools", "join", "101923")
    assert (said.code, said.sentence) == (1, "Who is the school's head? Give the name with --head.")


def test_joining_at_a_terminal_asks_for_what_is_missing(alli: Alli, monkeypatch: pytest.MonkeyPatch) -> None:
    """The school is named before anybody types; an empty address is one that isn't known yet."""
    typed = io.StringIO("Bo Peep\n\noffice@lambs.example.org\n")
    monkeypatch.setattr(typed, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", typed)
    said = alli("schools", "join", "101923")
    assert said.code == 0
    assert said.out.index("St Gregory's Catholic Primary School") < said.out.index("Head's name")
    assert "An e-mail goes to its office" in said.out
    assert alli("schools", "leave", "101923").code == 0


@pytest.mark.parametrize(
    "arguments", [["schools", "join", "abc"], ["schools", "join"], ["nonsense"], ["mail", "--state", "x"]]
)
def test_what_is_not_understood_ends_with_2(anywhere: Alli, arguments: list[str]) -> None:
    """And says how it is used."""
    said = anywhere(*arguments)
    assert said.code == 2
    assert "Usage: alliance" in said.err
