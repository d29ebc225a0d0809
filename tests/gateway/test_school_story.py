"""A school's story, told from what the services know."""

from datetime import date
from typing import Any

from services.gateway.entrypoints.pages.school_story import WORDS, Chapter, story
from shared.words import FACTS

HILLTOP, VALLEY = "1", "2"

CASE: dict[str, Any] = {
    "case_id": "9",
    "school_id": HILLTOP,
    "school": "Hilltop Juniors",
    "specialism": "early_years",
    "requested_on": "2027-01-08",
    "declined_on": None,
    "deployments": [{"home_school_id": VALLEY, "begins_on": "2027-02-01"}],
}


def school(school_id: str) -> dict[str, Any]:
    """A member since New Year's Eve."""
    told = [{"type": "registry.SchoolJoined", "recorded_at": "2026-12-31T23:30:00+00:00"}]
    return {"school_id": school_id, "story": told}


def test_a_school_that_was_helped() -> None:
    """It joined, asked, and somebody came; each request leads to its case."""
    assert story(school(HILLTOP), [CASE]) == [
        Chapter(date(2026, 12, 31), "Joined the alliance"),
        Chapter(date(2027, 1, 8), "Asked for support: early years", "9"),
        Chapter(date(2027, 2, 1), "An SLE begins to help with early years", "9"),
    ]


def test_the_school_that_sent_somebody() -> None:
    """The same case is another story there."""
    [_, sent] = story(school(VALLEY), [CASE])
    assert sent == Chapter(date(2027, 2, 1), "An SLE of theirs begins to help Hilltop Juniors with early years", "9")


def test_a_request_that_was_declined() -> None:
    """That is a part of it, too."""
    declined = CASE | {"declined_on": "2027-01-10", "deployments": []}
    assert story(school(HILLTOP), [declined])[-1].words == "The request for early years was declined"


def test_every_fact_about_a_school_has_its_words() -> None:
    """A new one would stand there by its type."""
    assert {type_ for type_ in FACTS if type_.startswith("registry.School")} == set(WORDS)
