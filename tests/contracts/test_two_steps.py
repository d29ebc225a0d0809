"""A new version comes in two releases: readers learn it, then the owner switches (bus.md, "Versions")."""

from typing import Any

import pytest

from deploy.contracts.documents import READ_SINCE, TOLD_SINCE, Document, Documents
from deploy.contracts.generating import generate
from deploy.contracts.promises import promises
from shared.contracts.fact import fact_type
from tests.contracts.garden import BEDS, LABELS, dug, promised, refused

FIRST, SECOND = "garden.BedDug.1.json", "garden.BedDug.2.json"


def in_centimetres(data: dict[str, Any]) -> dict[str, Any]:
    """Version 1 said inches."""
    return data | {"depth": f"{data['depth']} in"}


def in_inches(data: dict[str, Any]) -> dict[str, Any]:
    """Version 2 says centimetres."""
    return data | {"depth": 10}


OLD = dug()
LEARNED = dug(depth=str, version=2, older={1: in_centimetres}, still=in_inches)
SWITCHED = dug(depth=str, version=2, older={1: in_centimetres})


def released(before: Documents, kind: type[Any], release: str) -> dict[str, Document]:
    """What stands committed after a release with this fact."""
    return promises([before, generate([kind], before, release)])


def test_the_owner_tells_the_old_version_while_readers_learn_the_new() -> None:
    """`still` says how; without it the owner has switched."""
    assert (fact_type(LEARNED).version, fact_type(LEARNED).told) == (2, 1)
    assert (fact_type(SWITCHED).version, fact_type(SWITCHED).told) == (2, 2)


def test_learning_and_switching_in_two_releases_is_let_pass() -> None:
    """And each version says when it was learned, and when it was first told."""
    first = promised(OLD, release="1.0")
    assert refused([LEARNED], first, "1.1") == []
    second = released(first, LEARNED, "1.1")
    assert refused([SWITCHED], second, "1.2") == []
    third = released(second, SWITCHED, "1.2")
    assert (third[FIRST][READ_SINCE], third[FIRST][TOLD_SINCE]) == ("1.0", "1.0")
    assert (third[SECOND][READ_SINCE], third[SECOND][TOLD_SINCE]) == ("1.1", "1.2")


def test_an_old_versions_schema_stays_as_it_was() -> None:
    """What is on Kafka has that shape for ever."""
    first = promised(OLD)
    assert generate([SWITCHED], first, "1.2")[FIRST] == first[FIRST]


def test_switching_without_having_learned_is_refused() -> None:
    """Readers of the last release would set every new fact aside."""
    (said,) = refused([SWITCHED], promised(OLD, release="1.0"), "1.1")
    assert said.startswith("garden.BedDug version 2: is told in release 1.1, in which readers only learn it")
    assert "`still`" in said


def test_switching_in_the_release_of_the_learning_is_refused() -> None:
    """However many commits lie between: a release may be the first that has either."""
    learned = released(promised(OLD, release="1.0"), LEARNED, "1.1")
    (said,) = refused([SWITCHED], learned, "1.1")
    assert "is told in release 1.1, in which readers only learn it" in said


def test_switching_too_early_is_refused_even_after_it_was_committed() -> None:
    """A committed break promises nothing, so that no release was one in which readers learned."""
    too_early = released(promised(OLD, release="1.0"), SWITCHED, "1.1")
    assert refused([SWITCHED], too_early, "1.2") != []
    assert refused([LEARNED], too_early, "1.2") == []


def test_an_owner_may_go_back_to_the_version_before() -> None:
    """A switch that went wrong is taken back by `still`: everybody reads both."""
    switched = released(released(promised(OLD), LEARNED, "1.1"), SWITCHED, "1.2")
    assert refused([LEARNED], switched, "1.3") == []
    assert refused([SWITCHED], released(switched, LEARNED, "1.3"), "1.3") == []


@pytest.mark.parametrize("older", [{}, {2: in_centimetres}])
def test_a_version_that_cannot_be_read_as_the_next_is_refused(older: dict[int, Any]) -> None:
    """What was told in it is on Kafka for ever."""
    found = refused([dug(depth=str, version=2, older=older, still=in_inches)], promised(OLD), "1.1")
    assert found[0].startswith("garden.BedDug version 1: is on Kafka for ever, and `older` doesn't say how it is read")


def test_a_gap_between_versions_is_refused() -> None:
    """Version 1 is read as 2, and nobody says how 2 is read as 3."""
    found = refused([dug(version=3, older={1: in_centimetres}, still=in_inches)], promised(OLD), "1.1")
    assert any(
        "version 2: is on Kafka for ever, and `older` doesn't say how it is read as version 3" in each for each in found
    )


def test_a_version_that_readers_know_may_not_be_forgotten() -> None:
    """Nor may what was learned and never told: an owner of the last release may be about to."""
    learned = released(promised(OLD), LEARNED, "1.1")
    (said,) = refused([OLD], learned, "1.2")
    assert said.startswith("garden.BedDug version 2: is known to readers of an earlier release")


def test_a_new_version_of_a_fact_stays_where_the_fact_is() -> None:
    """Another topic or key would begin its numbers anew."""
    found = refused([dug(topic=LABELS, version=2, older={1: dict}, still=dict)], promised(OLD), "1.1")
    assert any("moved from topic garden.beds to garden.labels" in each for each in found)
    found = refused([dug(key="depth", version=2, older={1: dict}, still=dict)], promised(OLD), "1.1")
    assert any("has depth for its key, which was bed" in each for each in found)


def test_what_is_still_told_has_to_have_been_published() -> None:
    """A new fact begins with version 1."""
    found = refused([LEARNED], promised(dug(name="BedFilled")), "1.1")
    assert any("version 1: is what `still` would tell, and it was never published" in each for each in found)


@pytest.mark.parametrize("name", [READ_SINCE, TOLD_SINCE])
def test_when_a_version_was_learned_and_told_may_not_be_rewritten(name: str) -> None:
    """Or a switch could be dated back."""
    learned = released(promised(OLD, release="1.0"), LEARNED, "1.1")
    forged = learned | {FIRST: learned[FIRST] | {name: "0.9"}, SECOND: learned[SECOND] | {READ_SINCE: "1.0"}}
    assert promises([learned, forged]) == learned


def test_a_fact_has_nothing_to_tell_before_its_first_version() -> None:
    """Nor has a tombstone anything to tell in two ways."""
    with pytest.raises(TypeError, match="nothing to tell before version 1"):
        dug(still=dict)
    with pytest.raises(TypeError, match="nothing to tell"):
        dug(topic=BEDS, depth=None, soil=None, tools=None, price=None, tombstone=True, version=2, still=dict)
