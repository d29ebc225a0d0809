"""The owner's side: numbers, and what goes into the outbox."""

import asyncio
import json
import random
from contextlib import suppress
from dataclasses import dataclass
from uuid import uuid4

import pytest

from shared.contracts.fact import fact
from shared.contracts.topics import Topic
from shared.messaging.envelope import Cause
from shared.messaging.outbox import LARGEST_FACT, FactTooLarge, UnfitKey, key_hash
from shared.messaging.work import NotOurTopic
from tests.messaging.sample import COUNTS, BeanAdded, Card, Sample


async def test_a_committed_fact_is_numbered_and_waits_in_the_outbox(quiet: Sample) -> None:
    """A key's first fact has number 1, its type, its data, and no mark of having gone out."""
    await quiet.tell(BeanAdded("red", 7))
    ((key, sequence, kind, data, published),) = await quiet.rows(
        "SELECT key, sequence, type, data, published_at FROM outbox"
    )
    assert (key, sequence, kind, json.loads(data), published) == (
        "red",
        1,
        "sample.BeanAdded",
        {"jar": "red", "bean": 7},
        None,
    )


@fact(topic=COUNTS, key="jar", version=2, older={1: dict}, still=lambda data: {"jar": data["jar"]})
@dataclass(frozen=True)
class JarShaken:
    """Readers learn that it says how often; its owner doesn't tell yet."""

    jar: str
    times: int


async def test_while_readers_learn_a_version_the_one_before_goes_out(quiet: Sample) -> None:
    """Its number and its data."""
    await quiet.tell(JarShaken("red", 3))
    assert await quiet.rows("SELECT version, data FROM outbox") == [(1, '{"jar":"red"}')]


async def test_a_rolled_back_fact_leaves_neither_a_row_nor_a_hole_in_the_numbers(quiet: Sample) -> None:
    """What fails after publishing takes its fact and its number back."""
    with suppress(ZeroDivisionError):
        async with quiet.workshop.open(Cause("tester")) as work:
            work.publish(BeanAdded("red", 1))
            raise ZeroDivisionError
    await quiet.tell(BeanAdded("red", 2))
    assert await quiet.rows("SELECT sequence, data::json ->> 'bean' FROM outbox") == [(1, "2")]


async def test_several_facts_of_one_transaction_keep_their_order(quiet: Sample) -> None:
    """Facts go out in the order in which they were published, over all keys."""
    await quiet.tell(BeanAdded("red", 1), BeanAdded("blue", 2), BeanAdded("red", 3), Card("c", "x"))
    assert await quiet.rows("SELECT key, sequence FROM outbox ORDER BY id") == [
        ("red", 1),
        ("blue", 1),
        ("red", 2),
        ("c", 1),
    ]


async def test_writers_of_several_keys_in_any_order_neither_deadlock_nor_mix_up_the_numbers(quiet: Sample) -> None:
    """Each key's numbers are 1, 2, 3…, and their ids rise with them, whoever commits when."""
    chance = random.Random(7)
    names = ["red", "blue", "ärger", "Zoo", "a b"]

    async def write(writer: int) -> None:
        for turn in range(12):
            chosen = chance.sample(names, 3)
            with suppress(ZeroDivisionError):
                async with quiet.workshop.open(Cause("tester")) as work:
                    work.publish(*(BeanAdded(name, writer) for name in chosen))
                    await asyncio.sleep(0)
                    _ = 1 // (turn % 4)  # every fourth is rolled back

    await asyncio.gather(*(write(writer) for writer in range(10)))
    told = await quiet.rows("SELECT key, array_agg(sequence ORDER BY id) FROM outbox GROUP BY key")
    assert {key for key, _ in told} == set(names)
    assert all(numbers == list(range(1, len(numbers) + 1)) for _, numbers in told)
    assert sum(len(numbers) for _, numbers in told) == 10 * 9 * 3


async def test_ids_of_a_key_are_in_commit_order(quiet: Sample) -> None:
    """A transaction that began earlier but commits later has the higher number and the higher id."""
    async with quiet.workshop.open(Cause("late")) as late:
        late.publish(BeanAdded("red", 2))
        await quiet.tell(BeanAdded("red", 1))
    assert await quiet.rows("SELECT data::json ->> 'bean', sequence FROM outbox ORDER BY id") == [("1", 1), ("2", 2)]


async def test_a_fact_over_256_kilobytes_is_refused_by_its_owner(quiet: Sample) -> None:
    """What no reader should have to take never gets into the outbox; what just fits does."""
    room = LARGEST_FACT - len('{"card_id":"c","words":""}')
    await quiet.tell(Card("c", "x" * room))
    with pytest.raises(FactTooLarge, match="262145 bytes"):
        await quiet.tell(Card("c", "x" * (room + 1)))
    assert await quiet.value("SELECT count(*) FROM outbox") == 1


@pytest.mark.parametrize("key", ["", "k" * 513, "a\0b"], ids=["empty", "long", "NUL"])
async def test_a_key_that_every_reader_would_reject_is_refused_by_its_owner(quiet: Sample, key: str) -> None:
    """Otherwise the fact would be published and never applied anywhere."""
    with pytest.raises(UnfitKey):
        await quiet.tell(BeanAdded(key, 1))


@fact(topic=Topic("others.things"), key="jar")
@dataclass(frozen=True, slots=True)
class Foreign:
    """Somebody else's fact."""

    jar: str


async def test_another_services_topic_is_refused(quiet: Sample) -> None:
    """Only its owner speaks on a topic."""
    with pytest.raises(NotOurTopic, match=r"others\.things"):
        await quiet.tell(Foreign("red"))


async def test_the_context_names_who_acted_and_what_brought_it_about(quiet: Sample) -> None:
    """Actor, correlation, causation and trace are kept with the fact."""
    first, last = uuid4(), uuid4()
    async with quiet.workshop.open(Cause("user:ann", first, last, "00-ab-cd-01")) as work:
        work.publish(BeanAdded("red", 1))
    assert await quiet.value("SELECT context FROM outbox") == {
        "actor": "user:ann",
        "correlation_id": str(first),
        "causation_id": str(last),
        "traceparent": "00-ab-cd-01",
    }


async def test_a_commit_with_facts_wakes_the_relay_and_one_without_does_not(quiet: Sample) -> None:
    """The relay is woken right after the commit, and only for a reason."""
    async with quiet.workshop.open(Cause("tester")):
        pass
    assert quiet.woken == []
    await quiet.tell(BeanAdded("red", 1))
    assert quiet.woken == ["relay"]


@pytest.mark.parametrize(("key", "hashed"), [("21", 1173551340), ("foobar", 1357151166), ("abc", 479470107)])
def test_a_keys_hash_is_kafkas_own(key: str, hashed: int) -> None:
    """The values are those of Apache Kafka's own tests of its murmur2, made positive as its producers do."""
    assert key_hash(key) == hashed


async def test_a_newer_state_blanks_what_older_rows_said(quiet: Sample) -> None:
    """In the commit of the newer state, older rows of the key lose their data and are never sent."""
    await quiet.tell(Card("c", "old"), Card("d", "other"))
    await quiet.tell(Card("c", "new"))
    assert await quiet.rows("SELECT key, sequence, data IS NULL, superseded FROM outbox ORDER BY id") == [
        ("c", 1, True, True),
        ("d", 1, False, False),
        ("c", 2, False, False),
    ]


async def test_facts_that_are_no_states_are_never_blanked(quiet: Sample) -> None:
    """A fact topic tells the whole story."""
    await quiet.fill("red", 1, 2, 3)
    assert await quiet.value("SELECT count(*) FROM outbox WHERE data IS NOT NULL AND NOT superseded") == 3
