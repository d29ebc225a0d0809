"""Which of several things is meant by a part of an id or a title."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.cli.meant import Sort, Thing, folded, meant
from deploy.cli.sorry import Sorry

SORT = Sort("course", "id", lambda each: each["title"], "alliance courses list")


def things(*titles: str) -> list[Thing]:
    """One of each title, with ids whose last digits count up."""
    return [{"id": f"019a0000-0000-7000-8000-0000a000000{n}", "title": title} for n, title in enumerate(titles)]


PHONICS, MORE, MATHS = COURSES = things("Phonics", "Phonics for parents", "Maths: Siobhán’s way")


@pytest.mark.parametrize(
    ("given_", "thing"),
    [
        (PHONICS["id"], PHONICS),
        (MORE["id"][-8:], MORE),
        (MORE["id"][-8:].upper(), MORE),
        ("parents", MORE),
        ("  PHONICS   for ", MORE),
        ("siobhan's", MATHS),
        ("phonics", PHONICS),
    ],
)
def test_an_id_its_short_form_or_a_part_of_the_title_is_enough(given_: str, thing: Thing) -> None:
    """Accents and capitals don't count; a whole title wins over a part of another."""
    assert meant(given_, COURSES, SORT) == thing


def test_more_than_one_is_a_sentence_that_names_them() -> None:
    """With the ids that tell them apart."""
    with pytest.raises(Sorry) as refused:
        meant("phon", COURSES, SORT)
    assert str(refused.value) == (
        "More than one course is meant by “phon”: Phonics (a0000000), Phonics for parents (a0000001)."
    )


def test_of_many_only_some_are_named() -> None:
    """The list shows the others."""
    with pytest.raises(Sorry, match=r"Maths 4 \(a0000004\) and others\.$"):
        meant("maths", things(*(f"Maths {number}" for number in range(7))), SORT)


@pytest.mark.parametrize("given_", ["", "  ", "music", "019b"])
def test_none_is_a_sentence_that_names_the_list(given_: str) -> None:
    """Nothing at all isn't everything."""
    with pytest.raises(Sorry, match=rf"^There is no course “{given_}”: `alliance courses list` lists them\.$"):
        meant(given_, COURSES, SORT)


def test_a_code_is_shown_whole() -> None:
    """It has no short form."""
    coded = Sort("rate", "id", lambda each: each["title"], "alliance sles rates", is_code=True)
    with pytest.raises(Sorry, match=r"Phonics \(019a0000-0000-7000-8000-0000a0000000\)"):
        meant("phon", COURSES, coded)


@given(st.lists(st.text(max_size=12), min_size=1, max_size=5), st.text(max_size=12))
def test_whatever_is_meant_is_one_of_them_or_a_sentence(titles: list[str], wanted: str) -> None:
    """And an id always finds its own."""
    known = things(*titles)
    assert all(meant(each["id"], known, SORT) == each for each in known)
    try:
        found = meant(wanted, known, SORT)
    except Sorry:
        return
    assert folded(wanted) in folded(found["title"]) or any(
        each.startswith(folded(wanted)) for each in (found["id"], SORT.short(found))
    )
