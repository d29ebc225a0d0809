"""Parked facts: retried, mended, skipped; and what was decided is obeyed whenever the number comes again."""

import json
from dataclasses import replace

import pytest

from tests.messaging.operations.office import RED, Office, drain
from tests.messaging.sample import CARDS, Card, CardForgotten
from tests.messaging.test_perseverance import CHECK, Bad
from tests.messaging.wire import Sent, bean, got, written

BROKEN = replace(bean("red", 2), value=b"{")
STORY = (bean("red", 1), BROKEN, bean("red", 3), bean("red", 4))
MENDED = {"jar": "red", "bean": 22}
CARD = {"reader": "counter", "topic": CARDS.name, "key": "c"}


async def parked_story(office: Office, *sent: Sent) -> None:
    """A reader got a story with a bad fact in it."""
    await office.sample.reader().apply(got(*(sent or STORY)))


async def test_parked_facts_are_listed_page_by_page(office: Office) -> None:
    """By reader, topic, key and number; what waits says for which number."""
    await parked_story(office)
    first = await office.look("/parked", limit=2)
    rest = await office.look("/parked", limit=2, after=first["next"])
    lines = [*first["facts"], *rest["facts"]]
    assert [(each["sequence"], each["reason"], each["waits_for"]) for each in lines] == [
        (2, "undecodable", None),
        (3, "waiting", 2),
        (4, "waiting", 2),
    ]
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("only", "numbers"),
    [
        ({"reason": "waiting"}, [3, 4]),
        ({"reason": "failed"}, []),
        ({"key": "red", "topic": "sample.counts"}, [2, 3, 4]),
        ({"key": "blue"}, []),
        ({"reader": "nobody"}, []),
    ],
)
async def test_the_list_can_be_narrowed(office: Office, only: dict[str, str], numbers: list[int]) -> None:
    """By reader, reason, topic and key."""
    await parked_story(office)
    assert [each["sequence"] for each in (await office.look("/parked", **only))["facts"]] == numbers


async def test_a_parked_fact_is_shown_as_it_came(office: Office) -> None:
    """Headers, error and data; bytes that aren't UTF-8 show as such."""
    odd = replace(BROKEN, value=b'{"jar": "\xff"}').having("x-odd", b"\xfe\x01")
    await parked_story(office, bean("red", 1), odd)
    shown = await office.look("/parked/fact", **RED, sequence=2)
    assert shown["came"]["data"] == '{"jar": "\\xff"}'
    assert dict(shown["came"]["headers"])["x-odd"] == "\\xfe\x01"
    assert shown["line"]["error"].startswith("sample.BeanAdded: ")


async def test_what_failed_is_retried_and_those_behind_it_follow(office: Office) -> None:
    """Once the reason is gone."""
    sample = office.sample
    await sample.patience(sample.reader(Bad(red=CHECK))).see_through(got(bean("red", 1), bean("red", 2)))
    assert await sample.parked() == [("red", 1, "failed"), ("red", 2, "waiting")]
    answer = await office.decide("/parked/retry", **RED, why="the constraint was wrong")
    assert answer == {"sequence": 1, "was": "failed", "follow": 1}
    await drain(sample.reader())
    assert await sample.seen() == [("red", 1), ("red", 2)]
    assert await office.audit() == [("parked.retry", "red", 1, "the constraint was wrong")]


async def test_what_is_retried_in_vain_is_parked_again(office: Office) -> None:
    """It was bad, and is."""
    await parked_story(office)
    await office.decide("/parked/retry", **RED)
    await drain(office.sample.reader())
    assert (await office.sample.parked())[0] == ("red", 2, "undecodable")
    assert await office.sample.seen() == [("red", 1)]


async def test_all_of_a_reason_are_retried_in_portions(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is tried once: what fails anew was parked after the first answer's moment."""
    monkeypatch.setattr("shared.messaging.operations.parked.AT_ONCE", 3)
    reader = office.sample.reader()
    await reader.apply(got(*(replace(bean(f"jar{number}", 1), value=b"{") for number in range(5))))
    told: list[int] = []
    until = None
    while not told or told[-1]:
        answer = await office.decide("/parked/retry-all", reader="counter", reason="undecodable", until=until)
        until = answer["until"]
        told.append(answer["left"])
        office.sample.clock.now = office.sample.clock().replace(minute=1)  # type: ignore[attr-defined]
        await drain(reader)
    assert told == [2, 0]
    assert len(await office.sample.parked()) == 5


async def test_a_bad_fact_is_skipped_and_what_waits_behind_it_follows(office: Office) -> None:
    """Its number counts as applied without effect."""
    await parked_story(office)
    answer = await office.decide("/parked/skip", **RED, sequence=2, why="it was a test")
    assert answer == {"sequence": 2, "was": "undecodable", "follow": 2}
    await drain(office.sample.reader())
    assert await office.sample.seen() == [("red", 1), ("red", 3), ("red", 4)]
    assert await office.sample.parked() == []
    assert await office.audit() == [("parked.skip", "red", 2, "it was a test")]


async def test_a_number_that_never_comes_is_skipped(office: Office) -> None:
    """Its owner lost it; two of them in a row, one after the other."""
    await parked_story(office, bean("red", 1), bean("red", 4))
    assert (await office.decide("/parked/skip", **RED, sequence=2))["was"] == "missing"
    assert await office.decide("/parked/skip", **RED, sequence=3) == {"sequence": 3, "was": "missing", "follow": 1}
    await drain(office.sample.reader())
    assert await office.sample.seen() == [("red", 1), ("red", 4)]


async def test_a_bad_fact_is_mended_and_applied_in_its_place(office: Office) -> None:
    """With its own id, and before those that wait behind it."""
    await parked_story(office)
    answer = await office.decide("/parked/mend", **RED, sequence=2, data=MENDED, why="a bracket was missing")
    assert answer == {"sequence": 2, "was": "undecodable", "follow": 2}
    (mended, *_) = await office.sample.reader().free_to_follow()
    assert dict(mended.pairs)["ce_id"] == dict(BROKEN.headers)["ce_id"]
    await drain(office.sample.reader())
    assert await office.sample.seen() == [("red", 1), ("red", 22), ("red", 3), ("red", 4)]
    assert await office.audit() == [("parked.mend", "red", 2, "a bracket was missing")]


@pytest.mark.parametrize("lost", ["ce_id", "ce_type", "ce_time", "ce_actor", "ce_dataschema"])
async def test_a_fact_without_its_headers_is_mended_too(office: Office, lost: str) -> None:
    """What can't be read of them is made up, but for the type, which the operator says."""
    await parked_story(office, bean("red", 1), bean("red", 2).without(lost))
    await office.decide("/parked/mend", **RED, sequence=2, data=MENDED, type="sample.BeanAdded")
    await drain(office.sample.reader())
    assert await office.sample.seen() == [("red", 1), ("red", 22)]


async def test_a_number_that_never_comes_can_be_mended(office: Office) -> None:
    """The operator knows what it said."""
    await parked_story(office, bean("red", 2))
    await office.decide("/parked/mend", **RED, sequence=1, data=MENDED | {"bean": 1}, type="sample.BeanAdded")
    await drain(office.sample.reader())
    assert await office.sample.seen() == [("red", 1), ("red", 2)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"data": {"jar": "red"}},
        {"data": {"jar": "red", "bean": "seven"}},
        {"data": {"jar": "blue", "bean": 2}},
        {"data": None},
        {"data": MENDED, "type": "sample.Card"},
        {"data": MENDED, "type": "sample.BeanRoasted"},
        {"data": MENDED | {"more": "x" * 300_000}},
    ],
    ids=["a field is missing", "a wrong type", "another key", "nothing", "of another topic", "unknown", "too large"],
)
async def test_what_would_not_decode_is_refused_as_a_mend(office: Office, wrong: dict[str, object]) -> None:
    """Nothing has changed then."""
    await parked_story(office)
    before = await office.everything()
    assert await office.refused("/parked/mend", **RED, sequence=2, **wrong) == "would-not-decode"
    assert await office.everything() == before


async def test_decisions_about_what_is_not_next_are_refused_by_name(office: Office) -> None:
    """Each key is decided from its front."""
    await parked_story(office)
    blue = RED | {"key": "blue"}
    assert await office.refused("/parked/skip", **RED, sequence=3) == "not-its-turn"
    assert await office.refused("/parked/mend", **RED, sequence=4, data=MENDED) == "not-its-turn"
    assert await office.refused("/parked/skip", **RED, sequence=1) == "already-applied"
    assert await office.refused("/parked/skip", **blue, sequence=1) == "nothing-is-parked"
    assert await office.refused("/parked/retry", **blue) == "nothing-is-parked"
    assert await office.refused("/parked/skip", **(RED | {"reader": "x"}), sequence=2) == "unknown-reader"
    assert await office.refused("/parked/skip", **(RED | {"topic": "x"}), sequence=2) == "unknown-topic"
    assert await office.refused("/parked/retry-all", reader="counter", reason="waiting") == "waiting-follows"
    assert await office.refused("/parked/skip", **(RED | {"key": "a\0b"}), sequence=2) == "invalid"


async def test_a_key_that_only_waits_has_nothing_to_retry(office: Office) -> None:
    """The number that it waits for is named."""
    await parked_story(office, bean("red", 3))
    answer = await office.ask("/parked/retry", **RED)
    assert answer.json()["type"].endswith("nothing-to-retry")
    assert "waits for number 1," in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/parked/retry", {}),
        ("/parked/skip", {"sequence": 2}),
        ("/parked/mend", {"sequence": 2, "data": MENDED}),
    ],
)
async def test_a_dry_run_tells_the_same_and_changes_nothing(office: Office, path: str, more: dict[str, object]) -> None:
    """To the last byte of the database."""
    await parked_story(office)
    before = await office.everything()
    told = await office.decide(path, **RED, **more, dry_run=True)
    assert await office.everything() == before
    assert await office.decide(path, **RED, **more) == told


async def test_the_same_key_decides_once(office: Office) -> None:
    """A decision asked for twice is answered twice and noted once."""
    await parked_story(office)
    async with office.client("admin") as client:
        answers = [
            await client.post("/parked/skip", json=RED | {"sequence": 2}, headers={"Idempotency-Key": "k"})
            for _ in range(2)
        ]
    assert [each.json()["was"] for each in answers] == ["undecodable"] * 2
    assert len(await office.audit()) == 1


@pytest.mark.parametrize("path", ["/parked/skip", "/parked/mend"])
async def test_a_decision_is_obeyed_when_everything_is_read_again(office: Office, path: str) -> None:
    """Positions went back, the inbox is empty, and the same records come once more."""
    await parked_story(office)
    await office.decide(path, **RED, sequence=2, **({"data": MENDED} if path.endswith("mend") else {}))
    await drain(office.sample.reader())
    before = await office.sample.seen()
    await office.sample.change("TRUNCATE seen, inbox, parked, positions")
    await parked_story(office)
    assert await office.sample.seen() == before
    assert await office.sample.parked() == []


async def test_a_skipped_number_that_never_came_is_obeyed_too(office: Office) -> None:
    """Nothing comes that could remind of it."""
    story = (bean("red", 1), bean("red", 4))
    await parked_story(office, *story)
    for number in (2, 3):
        await office.decide("/parked/skip", **RED, sequence=number)
    await office.sample.change("TRUNCATE seen, inbox, parked, positions")
    await parked_story(office, *story)
    assert await office.sample.seen() == [("red", 1), ("red", 4)]


async def test_what_was_decided_for_a_fold_holds_for_its_next_version(office: Office) -> None:
    """The same name, another number behind the @."""
    one, two = office.sample.reader(name="sums@1"), office.sample.reader(name="sums@2")
    await one.apply(got(*STORY))
    await office.decide("/parked/skip", **(RED | {"reader": "sums@1"}), sequence=2)
    await two.apply(got(*STORY))
    assert await office.sample.seen() == [("red", 1), ("red", 1), ("red", 3), ("red", 4)]


async def test_a_state_is_mended_or_skipped_whatever_its_number(office: Office) -> None:
    """Numbers needn't follow each other there."""
    reader = office.sample.reader()
    await reader.apply(got(written(Card("c", "one"), 1), replace(written(Card("c", "two"), 5), value=b"{")))
    assert await office.refused("/parked/skip", **CARD, sequence=4) == "nothing-is-parked"
    await office.decide("/parked/mend", **CARD, sequence=5, data={"card_id": "c", "words": "five"})
    await drain(reader)
    await reader.apply(got(replace(written(Card("c", "x"), 7), value=b"{")))
    await office.decide("/parked/skip", **CARD, sequence=7)
    assert await office.sample.seen() == [("c: one", None), ("c: five", None)]
    assert await office.sample.value("SELECT last FROM inbox") == 7


async def test_a_mended_state_is_forgotten_once_a_newer_one_stands(office: Office) -> None:
    """It may hold personal data, and the newer one may be the tombstone."""
    reader = office.sample.reader()
    await reader.apply(got(replace(written(Card("c", "x"), 1), value=b"{")))
    await office.decide("/parked/mend", **CARD, sequence=1, data={"card_id": "c", "words": "secret"})
    await drain(reader)
    assert "secret" in json.dumps(await office.sample.rows("SELECT convert_from(data, 'UTF8') FROM decisions"))
    await reader.apply(got(written(CardForgotten("c"), 2)))
    assert await office.sample.value("SELECT count(*) FROM decisions") == 0


async def test_a_duplicate_of_what_was_mended_does_not_undo_it(office: Office) -> None:
    """The bad record comes once more before the mended one's turn has come."""
    await parked_story(office)
    await office.decide("/parked/mend", **RED, sequence=2, data=MENDED)
    await parked_story(office)
    await drain(office.sample.reader())
    assert await office.sample.seen() == [("red", 1), ("red", 22), ("red", 3), ("red", 4)]


async def test_a_fact_of_another_story_is_untouched(office: Office) -> None:
    """What is decided is about one key of one reader."""
    await parked_story(office)
    await office.sample.reader(name="other").apply(got(*STORY))
    await office.decide("/parked/skip", **RED, sequence=2)
    rows = await office.sample.rows("SELECT reader, sequence FROM parked ORDER BY 1, 2")
    assert rows == [("counter", 3), ("counter", 4), ("other", 2), ("other", 3), ("other", 4)]
