"""Within a version optional fields are added, and nothing else: the gate refuses every other change, in a sentence."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

import pytest

from deploy.contracts import places
from shared.contracts.fact import fact
from shared.contracts.topics import Topic
from tests.contracts.garden import BEDS, LABELS, Soil, dug, promised, refused


def another_soil(*values: str) -> Any:
    """The enum with other values."""
    return StrEnum("Soil", {value.upper(): value for value in values})


@dataclass(frozen=True)
class Price:
    """Money, without its currency."""

    pence: int


@dataclass(frozen=True)
class Guilders:
    """Money of another currency."""

    pence: int
    currency: Literal["NLG"] = "NLG"


SAME = dug()
BREAKS: dict[str, tuple[Any, Any, str]] = {
    "removed": (SAME, dug(depth=None), "field depth was removed"),
    "retyped": (SAME, dug(depth=str), "field depth was retyped from integer to string"),
    "retyped in its format": (SAME, dug(bed=str), "field bed was retyped from string (uuid) to string"),
    "nullable": (SAME, dug(depth=int | None), "field depth was retyped from integer to integer or null"),
    "no longer nullable": (SAME, dug(soil=Soil), "field soil was retyped from one of clay, sand or null to"),
    "one of other types": (SAME, dug(soil=int | None), "field soil was retyped from null or one of clay, sand to"),
    "added and required": (SAME, dug(width=int), "field width was added without a default"),
    "optional": (SAME, dug(depth=(int, 1)), "field depth became optional, and readers of the last release need it"),
    "required": (dug(depth=(int, 1)), SAME, "field depth became required, and older facts lack it"),
    "default": (dug(depth=(int, 1)), dug(depth=(int, 2)), "field depth has 2 for its default, which was 1"),
    "enum's value lost": (SAME, dug(soil=another_soil("clay") | None), "field soil lost the value sand"),
    "enum's value gained": (
        SAME,
        dug(soil=another_soil("clay", "sand", "peat") | None),
        "field soil gained the value peat, which readers of the last release can't decode",
    ),
    "enum's value in a list": (SAME, dug(tools=tuple[another_soil("clay"), ...]), "field tools[] lost the value sand"),
    "list": (SAME, dug(tools=tuple[int, ...]), "field tools[] was retyped from one of clay, sand to"),
    "inner field": (SAME, dug(price=Price), "field price.currency was removed"),
    "inner constant": (SAME, dug(price=Guilders), "field price.currency lost the value GBP"),
    "mapping": (dug(per=dict[str, int]), dug(per=dict[str, str]), "field per[] was retyped from integer to string"),
    "pair": (dug(at=tuple[int, int]), dug(at=tuple[int, str]), "field at was retyped from integer or integer to"),
    "topic": (SAME, dug(topic=Topic("garden.paths")), "moved from topic garden.beds to garden.paths"),
    "key": (SAME, dug(key="depth"), "has depth for its key, which was bed"),
    "tombstone": (
        dug(topic=LABELS, depth=None, soil=None, tools=None, price=None),
        dug(topic=LABELS, depth=None, soil=None, tools=None, price=None, tombstone=True),
        "was retyped from object to null",
    ),
}


@pytest.mark.parametrize("change", BREAKS)
def test_a_change_that_breaks_readers_is_refused(change: str) -> None:
    """The sentence says which fact and version, which field, what happened, where it stands, and what to do."""
    before, now, says = BREAKS[change]
    found = [each for each in refused([now], promised(before)) if not each.startswith("topic ")]
    assert any(each.startswith(f"garden.BedDug version 1: {says}") for each in found), found
    assert all("(tests/contracts/garden.py" in each and each.endswith(".") for each in found)


@pytest.mark.parametrize("change", BREAKS)
def test_what_a_break_began_with_is_itself_let_pass(change: str) -> None:
    """So it is the change that is refused, and nothing else."""
    before, _, _ = BREAKS[change]
    assert refused([before], promised(before)) == []


def described() -> Any:
    """The same fact in other words."""
    fact_in_other_words = dug()
    fact_in_other_words.__doc__ = "Somebody has dug a bed."
    return fact_in_other_words


@dataclass(frozen=True)
class Payment:
    """Money, and who paid it, if that is known."""

    pence: int
    currency: Literal["GBP"] = "GBP"
    paid_by: str | None = None


ALLOWED: dict[str, Any] = {
    "an optional field": dug(width=(int | None, None)),
    "an optional field within a field": dug(price=Payment),
    "other words": described(),
    "another order of what a field may be": dug(soil=None | Soil),
    "another order of an enum's values": dug(soil=another_soil("sand", "clay") | None),
}


@pytest.mark.parametrize("change", ALLOWED)
def test_a_change_that_every_reader_can_live_with_is_let_pass(change: str) -> None:
    """Readers of the last release ignore what is new, and new readers do without it in what is old."""
    assert refused([ALLOWED[change]], promised(SAME)) == []


def test_an_optional_field_is_promised_from_then_on() -> None:
    """It may not go again."""
    with_width = dug(width=(int, 0))
    assert refused([SAME], promised(SAME) | promised(with_width)) != []


def test_every_break_of_a_change_is_told_at_once() -> None:
    """One sentence for each."""
    assert len(refused([dug(depth=None, tools=None, width=int)], promised(SAME))) == 3


def test_a_fact_that_is_gone_is_refused() -> None:
    """What it told is on Kafka for ever."""
    (said,) = refused([dug(name="BedFilled")], promised(SAME))
    assert said.startswith("garden.BedDug version 1: is on Kafka for ever, and no class is there to read it")
    assert "(shared/contracts/garden.py)" in said


def test_a_new_fact_is_let_pass() -> None:
    """Readers that don't know it yet keep its key's facts until they do."""
    assert refused([SAME, dug(name="BedFilled")], promised(SAME)) == []


@pytest.mark.parametrize(
    ("before", "now", "says"),
    [
        (BEDS, Topic(BEDS.name, partitions=3), "went from 6 partitions to 3"),
        (BEDS, Topic(BEDS.name, partitions=6, state=True), "was a fact topic and became a state topic"),
        (LABELS, Topic(LABELS.name, partitions=1), "was a state topic and became a fact topic"),
        (LABELS, Topic(LABELS.name, partitions=2, state=True), "is a state topic and got another number of partitions"),
        (BEDS, LABELS, "was removed"),
    ],
)
def test_a_topic_that_loses_what_is_on_it_is_refused(before: Topic, now: Topic, says: str) -> None:
    """Kafka can't take partitions away, and another kind forgets what was to be kept, or keeps what was to go."""
    found = refused([dug(topic=now)], promised(dug(topic=before)))
    assert found[0].startswith(f"topic {before.name}: {says}"), found
    assert "(shared/contracts/topics.py)" in found[0]


def test_more_partitions_for_facts_are_let_pass() -> None:
    """Readers put a key's facts in order by their numbers."""
    assert refused([dug(topic=Topic(BEDS.name, partitions=12))], promised(SAME)) == []


@fact(topic=BEDS, key="bed")
@dataclass(frozen=True, slots=True)
class BedDug:
    """The same, where a line can be pointed at."""

    bed: UUID
    depth: str


def test_the_sentence_shows_the_line() -> None:
    """Of the field if it is there, else of its class; of a topic, its own."""
    lines = {line.strip(): number for number, line in enumerate(open(__file__, encoding="utf-8"), 1)}  # noqa: SIM115, PTH123
    found = refused([BedDug], promised(SAME))
    here = "tests/contracts/test_breaks.py"
    assert any("depth was retyped" in each and f"({here}:{lines['depth: str']})" in each for each in found)
    assert any("soil was removed" in each and f"({here}:{lines['class BedDug:']})" in each for each in found)
    assert places.place_of_topic("registry.people").startswith("shared/contracts/topics.py:")
