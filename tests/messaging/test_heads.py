"""Does Kafka still hold what we sent, and do we still hold what Kafka does?"""

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from shared.contracts.topics import Topic
from shared.messaging import heads, leader
from shared.messaging.kafka_log import Kafka
from shared.messaging.outbox import key_hash
from tests.messaging.sample import CARDS, COUNTS, BeanAdded, Card, Sample
from tests.messaging.test_relay import all_out, relayed
from tests.messaging.waiting import eventually, running
from tests.messaging.wire import (
    bean,
    delete_topic,
    ends,
    header_names_spoilt,
    make_topics,
    on_kafka,
    send,
    stories,
    written,
)

ONE = Topic(COUNTS.name, partitions=1)
UNMARK = "UPDATE outbox SET published_at = NULL, kafka_partition = NULL, kafka_offset = NULL"


async def ids_on_kafka(kafka: Kafka, topic: Topic = COUNTS) -> list[UUID]:
    """The event ids that stand there; ticks are left out."""
    found = [dict(record.headers) for record in await on_kafka(kafka, topic)]
    return [UUID(headers["ce_id"].decode()) for headers in found if "ce_sequence" in headers]


async def ids(sample: Sample) -> list[UUID]:
    """The event ids of the outbox."""
    return [UUID(str(event_id)) for (event_id,) in await sample.rows("SELECT event_id FROM outbox ORDER BY id")]


async def relay_says(sample: Sample, what: str, topics: tuple[Topic, ...] = (COUNTS, CARDS)) -> None:
    """Run a relay until it isn't ready, for that reason."""
    async with running(sample.relay(topics).run()):
        await eventually(lambda: what in sample.health.conditions["relay"].because)


async def test_what_was_acknowledged_but_not_marked_is_marked_from_the_log(sample: Sample) -> None:
    """With the same event id and the place where it stands; no second record."""
    await sample.fill("red", 1, 2, 3)
    await relayed(sample)
    before = await sample.rows("SELECT event_id, kafka_partition, kafka_offset FROM outbox ORDER BY id")
    await sample.change(UNMARK + " WHERE sequence > 1")
    await sample.change("UPDATE heads SET next_offset = least(next_offset, 1)")
    await relayed(sample)
    assert await sample.rows("SELECT event_id, kafka_partition, kafka_offset FROM outbox ORDER BY id") == before
    assert await stories(sample.kafka) == {"red": [1, 2, 3]}


async def test_a_topic_that_was_deleted_is_filled_again_with_the_same_facts(sample: Sample) -> None:
    """Same numbers, same ids, in order; and on the far side of where a reader may stand."""
    await sample.fill("red", 1, 2, 3)
    await sample.tell(Card("c", "x"))
    await relayed(sample)
    before = await ends(sample.kafka)
    await delete_topic(sample.kafka, COUNTS)
    await sample.fill("red", 4)
    await relayed(sample)
    assert await stories(sample.kafka) == {"red": [1, 2, 3, 4]}
    records = await on_kafka(sample.kafka)
    fact_offsets = [record.offset for record in records if record.key == b"red"]
    assert min(fact_offsets) >= max(before.values())
    assert await ids_on_kafka(sample.kafka) == [each for each in await ids(sample) if each in await _of_jars(sample)]


async def test_another_cluster_gets_everything(sample: Sample) -> None:
    """The heads are of a cluster that is no more."""
    await sample.fill("red", 1, 2)
    await sample.fill("blue", 1)
    await relayed(sample)
    await sample.change("UPDATE heads SET cluster_id = 'the old one'")
    await delete_topic(sample.kafka, COUNTS)
    await relayed(sample)
    assert await stories(sample.kafka) == {"red": [1, 2], "blue": [1]}


async def test_what_the_cluster_holds_already_is_not_sent_to_it_again(sample: Sample) -> None:
    """Its name alone has changed: the facts are found in its log."""
    await sample.fill("red", 1, 2)
    await relayed(sample)
    await sample.change("UPDATE heads SET cluster_id = 'the old one'")
    await relayed(sample)
    assert await stories(sample.kafka) == {"red": [1, 2]}


async def test_a_large_outbox_is_unmarked_in_portions(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    """One statement for all of it would run into the relay's own time-out, again and again."""
    monkeypatch.setattr(heads, "UNMARKED_AT_ONCE", 3)
    await sample.fill("red", *range(10))
    await relayed(sample)
    await sample.change("UPDATE heads SET cluster_id = 'the old one'")
    await delete_topic(sample.kafka, COUNTS)
    await relayed(sample)
    assert await stories(sample.kafka) == {"red": list(range(1, 11))}


async def test_a_lost_tail_goes_out_again_although_the_log_has_grown_since(sample: Sample) -> None:
    """As long as before, or longer, but with other records: length alone doesn't tell."""
    await sample.fill("red", *range(8))
    await relayed(sample)
    first = (await on_kafka(sample.kafka))[:3]
    await delete_topic(sample.kafka, COUNTS)
    await make_topics(sample.kafka, COUNTS)
    (partition,) = {record.partition for record in first}
    kept = [replace(bean("red", 1), value=each.value, headers=tuple(each.headers)) for each in first]
    foreign = [bean("red", 1).having("ce_source", b"/services/other") for _ in range(9)]
    await send(sample.kafka, *kept, *foreign, partition=partition)
    await relayed(sample)
    ours = [event_id for event_id in await ids_on_kafka(sample.kafka) if event_id in set(await ids(sample))]
    all_of_them = await ids(sample)
    assert (ours[:3], ours[-5:]) == (all_of_them[:3], all_of_them[3:]), "three stand, five were lost and sent again"
    assert len(ours) <= 3 + 2 * 5, "looking for the place goes back twice as far at most"


async def test_a_tail_lost_beneath_a_running_relay_is_noticed_at_the_next_fact(sample: Sample) -> None:
    """Kafka puts it where another one stood: all from there on goes out again, beyond where readers may stand."""
    async with running(sample.relay().run()):
        await sample.fill("red", *range(5))
        await eventually(lambda: all_out(sample))
        await delete_topic(sample.kafka, COUNTS)
        await make_topics(sample.kafka, COUNTS)
        await sample.fill("red", 5, 6)
        await eventually(lambda: _holds_from(sample, 5, {1, 2, 3, 4, 5, 6, 7}))
        await eventually(lambda: all_out(sample))


@pytest.mark.parametrize("compared", [True, False], ids=["after a comparison", "before one"])
async def test_readers_that_stand_behind_the_hole_miss_nothing(
    sample: Sample, monkeypatch: pytest.MonkeyPatch, compared: bool
) -> None:
    """A reader was away while Kafka lost everything; the new log is as long as the old, and holds other facts there."""
    monkeypatch.setattr(leader, "COMPARE_EVERY", 0.2 if compared else 60)
    partition = key_hash("red") % COUNTS.partitions
    blue = next(f"blue{n}" for n in range(99) if key_hash(f"blue{n}") % COUNTS.partitions == partition)
    reader = sample.reader()
    async with running(sample.relay().run(), sample.role(reader).run()):
        await sample.fill("red", 1, 2)
        await eventually(lambda: all_out(sample))
        twice = [bean("red", 1).having("ce_source", b"/services/other")] * 6
        await send(sample.kafka, *twice, partition=partition)
        await eventually(lambda: _stands_at(sample, partition, 8))
        await eventually(lambda: _head_is(sample, partition, 8 if compared else 2))
    await delete_topic(sample.kafka, COUNTS)
    await sample.fill(blue, *range(1, 8))
    await relayed(sample)
    async with running(sample.relay().run(), sample.role(reader).run()):
        await sample.fill("red", 3)
        await eventually(lambda: _seen(sample, 10))
    told = {("red", number) for number in range(1, 4)} | {(blue, number) for number in range(1, 8)}
    assert set(await sample.seen()) == told


async def test_a_topic_made_anew_with_fewer_partitions_gets_what_was_on_the_others(sample: Sample) -> None:
    """Their heads are forgotten, their facts sent again."""
    for number in range(12):
        await sample.fill(f"jar{number}", 1)
    await relayed(sample)
    await delete_topic(sample.kafka, COUNTS)
    await make_topics(sample.kafka, ONE)
    async with running(sample.relay([ONE, CARDS]).run()):
        await eventually(lambda: _on_kafka(sample, 12))
    assert await stories(sample.kafka, ONE) == {f"jar{number}": [1] for number in range(12)}


async def test_a_database_that_went_back_stops_publishing(sample: Sample) -> None:
    """Kafka knows numbers that the database never gave: two facts would bear one number."""
    await sample.fill("red", 1, 2, 3)
    await relayed(sample)
    await sample.change("DELETE FROM outbox WHERE sequence > 1")
    await sample.change("UPDATE streams SET last_sequence = 1")
    await sample.change("UPDATE heads SET next_offset = least(next_offset, 1)")
    await relay_says(sample, "DatabaseWentBack")
    assert sample.metrics.registry.get_sample_value("alliance_database_went_back") == 1
    assert await stories(sample.kafka) == {"red": [1, 2, 3]}


async def test_a_database_that_went_back_and_has_numbered_on_stops_publishing_too(sample: Sample) -> None:
    """The numbers look right again, but they are other facts': readers would drop them as duplicates."""
    await sample.fill("red", 1, 2, 3)
    await relayed(sample)
    await sample.change("DELETE FROM outbox WHERE sequence > 1")
    await sample.change("UPDATE streams SET last_sequence = 1")
    await sample.change("UPDATE heads SET next_offset = least(next_offset, 1)")
    await sample.fill("red", 20, 30, 40)
    await relay_says(sample, "DatabaseWentBack")
    assert await sample.unpublished() == 3


async def test_what_a_sleeping_relay_sends_after_a_restore_is_seen_at_the_next_fact(sample: Sample) -> None:
    """It slept through the restore and sends a fact that we no longer know, when heads have long been compared."""
    await sample.fill("red", 1)
    async with running(sample.relay().run()):
        await eventually(lambda: all_out(sample))
        await send(sample.kafka, bean("red", 2))
        await sample.fill("red", 20)
        await eventually(lambda: "DatabaseWentBack" in sample.health.conditions["relay"].because)
        await sample.fill("red", 30)
        await asyncio.sleep(1.5)
    assert await sample.unpublished() == 1


async def test_what_is_known_among_what_is_lost_is_marked_and_the_head_stays(sample: Sample) -> None:
    """Readers have it: whoever recovers must not take it for unsent. What is lost must be seen again next time."""
    await sample.fill("red", 1, 2)
    await sample.fill("blue", 1, 2)
    async with running(sample.relay((ONE,)).run()):
        await eventually(lambda: all_out(sample))
    before = await sample.rows("SELECT event_id, kafka_offset FROM outbox WHERE key = 'blue' ORDER BY id")
    await sample.change(UNMARK)
    await sample.change("DELETE FROM outbox WHERE key = 'red' AND sequence = 2")
    await sample.change("UPDATE heads SET next_offset = 0")
    for _ in range(2):
        await relay_says(sample, "Kafka holds 1 fact ", (ONE,))
    assert await sample.rows("SELECT event_id, kafka_offset FROM outbox WHERE key = 'blue' ORDER BY id") == before
    assert await sample.value("SELECT max(next_offset) FROM heads WHERE topic = :topic", topic=ONE.name) == 0


async def test_a_stranger_between_our_facts_holds_nothing_up(sample: Sample) -> None:
    """Heads are compared at once, and what landed behind it is marked from the log, not sent again."""
    await sample.fill("red", 1)
    async with running(sample.relay().run()):
        await eventually(lambda: all_out(sample))
        await send(sample.kafka, bean("red", 2).having("ce_source", b"/services/other"))
        await sample.fill("red", 20, 30)
        await eventually(lambda: all_out(sample))
        await sample.fill("red", 40)
        await eventually(lambda: all_out(sample))
    assert len(await ids_on_kafka(sample.kafka)) == 5


async def test_once_it_is_decided_publishing_goes_on(sample: Sample) -> None:
    """The lost facts are entered again under their own ids, and the relay finds them in the log."""
    await sample.fill("red", 1, 2)
    await relayed(sample)
    ((lost,),) = await sample.rows("SELECT event_id FROM outbox WHERE sequence = 2")
    await sample.change("UPDATE outbox SET event_id = :other WHERE sequence = 2", other=uuid4())
    await sample.change(UNMARK + " WHERE sequence = 2")
    await sample.change("UPDATE heads SET next_offset = least(next_offset, 1)")
    async with running(sample.relay().run()):
        await eventually(lambda: "DatabaseWentBack" in sample.health.conditions["relay"].because)
        await sample.change("UPDATE outbox SET event_id = :lost WHERE sequence = 2", lost=lost)
        await eventually(lambda: all_out(sample))
        await eventually(lambda: sample.health.is_ready("relay"))
    assert sample.metrics.registry.get_sample_value("alliance_database_went_back") == 0


async def test_foreign_records_and_ticks_on_our_topic_are_passed(sample: Sample) -> None:
    """Whatever they are: garbage, somebody else's facts, records without anything."""
    await make_topics(sample.kafka, COUNTS, CARDS)
    garbage = bean("red", 1)
    await send(
        sample.kafka,
        garbage.having("ce_source", b"/services/other"),
        garbage.having("ce_id", b"none"),
        garbage.without("ce_id"),
        garbage.having("ce_type", b"bus.Tick").without("ce_sequence"),
        replace(garbage, key=None),
        replace(garbage, key=b"a\0b").having("ce_source", b"\0"),
        replace(garbage, headers=()),
    )
    await sample.fill("red", 1)
    await relayed(sample)
    assert await sample.unpublished() == 0


async def test_a_foreign_record_that_aiokafka_cannot_read_does_not_stop_publishing(sample: Sample) -> None:
    """It stands past our head, among what was acknowledged but not marked."""
    await make_topics(sample.kafka, COUNTS, CARDS)
    foreign = bean("red", 1).having("ce_source", b"/services/other")
    with header_names_spoilt():
        for record in (foreign, foreign.having("XXXX", b"1"), foreign):
            await send(sample.kafka, record)
    await sample.fill("red", 1)
    await relayed(sample)
    assert await sample.unpublished() == 0


async def test_heads_are_compared_every_minute_while_the_relay_runs(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loss is noticed although nothing is sent."""
    monkeypatch.setattr(leader, "COMPARE_EVERY", 0.2)
    await make_topics(sample.kafka)
    await sample.fill("red", 1, 2)
    async with running(sample.relay().run()):
        await eventually(lambda: all_out(sample))
        await delete_topic(sample.kafka, COUNTS)
        await make_topics(sample.kafka, COUNTS)
        await eventually(lambda: _on_kafka(sample, 2))


async def test_a_topic_that_vanishes_beneath_an_idle_relay_is_made_and_filled_again(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kafka was emptied and came back while nothing was sent: no send fails, so only the comparison can tell.

    `make chaos SEED=53` found it: the facts were un-marked, and waited for topics that nobody made.
    """
    await sample.fill("red", 1, 2)
    async with running(sample.relay().run()):
        await eventually(lambda: all_out(sample))
        await delete_topic(sample.kafka, COUNTS)
        monkeypatch.setattr(leader, "COMPARE_EVERY", 0.2)
        await eventually(lambda: _on_kafka(sample, 2))
    assert await stories(sample.kafka) == {"red": [1, 2]}


async def test_a_row_unmarked_by_hand_goes_out_again_with_the_same_id(sample: Sample) -> None:
    """That is what `republish` does; readers drop it as a duplicate."""
    await sample.fill("red", 1, 2)
    await relayed(sample)
    await sample.change(UNMARK + " WHERE sequence = 1")
    await relayed(sample)
    assert await stories(sample.kafka) == {"red": [1, 2, 1]}
    assert len(set(await ids_on_kafka(sample.kafka))) == 2


async def test_a_long_log_is_read_to_its_end(sample: Sample) -> None:
    """Page after page, and what compaction left out is no reason to wait."""
    await make_topics(sample.kafka)
    foreign = [written(BeanAdded("red", 1), 1).having("ce_source", b"/services/other")] * 20
    for _ in range(3):
        await send(sample.kafka, *foreign)
    await sample.fill("red", 1)
    await relayed(sample)
    assert (await sample.value("SELECT max(next_offset) FROM heads")) >= 60


async def _of_jars(sample: Sample) -> set[UUID]:
    rows = await sample.rows("SELECT event_id FROM outbox WHERE topic = :topic", topic=COUNTS.name)
    return {UUID(str(event_id)) for (event_id,) in rows}


async def _holds_from(sample: Sample, offset: int, numbers: set[int]) -> bool:
    """Do these numbers all stand from that offset on?"""
    records = [dict(each.headers) for each in await on_kafka(sample.kafka) if each.offset >= offset]
    return {int(each["ce_sequence"]) for each in records if "ce_sequence" in each} == numbers


async def _on_kafka(sample: Sample, facts: int) -> bool:
    return len(await ids_on_kafka(sample.kafka)) == facts


async def _head_is(sample: Sample, partition: int, end: int) -> bool:
    found = await sample.rows("SELECT next_offset FROM heads WHERE partition = :at", at=partition)
    return (end,) in found


async def _stands_at(sample: Sample, partition: int, position: int) -> bool:
    found = await sample.rows("SELECT next_offset FROM positions WHERE partition = :at", at=partition)
    return (position,) in found


async def _seen(sample: Sample, facts: int) -> bool:
    return len(await sample.seen()) == facts
