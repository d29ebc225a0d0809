"""The relay: what is committed goes to Kafka, in order, at least once."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress

import asyncpg
import pytest

from shared.contracts.topics import Topic
from shared.messaging import leader, outbox_rows, producer, relay
from shared.messaging.crash_points import PLACES
from shared.messaging.kafka_log import Kafka, Place
from shared.messaging.records import from_kafka
from shared.messaging.waking import Notify
from tests.messaging.sample import CARDS, CAUSE, COUNTS, BeanAdded, Card, CardForgotten, Sample
from tests.messaging.waiting import ended, eventually, running
from tests.messaging.wire import ends, make_topics, on_kafka, stories


async def all_out(sample: Sample) -> bool:
    """Has every fact gone out?"""
    return await sample.unpublished() == 0


async def relayed(sample: Sample) -> None:
    """Run a relay until it has compared heads, and everything is out."""
    async with running(sample.relay().run()):
        await eventually(lambda: sample.health.is_ready("relay"))
        await eventually(lambda: all_out(sample))


async def test_committed_facts_reach_kafka_and_rolled_back_ones_never(sample: Sample) -> None:
    """With their headers, on the partition of their key, marked with where they landed."""
    await sample.tell(BeanAdded("red", 7))
    with suppress(ZeroDivisionError):
        async with sample.workshop.open(CAUSE) as work:
            work.publish(BeanAdded("red", 8))
            raise ZeroDivisionError
    await relayed(sample)
    (record,) = await on_kafka(sample.kafka)
    headers = {name: value.decode() for name, value in record.headers}
    ((event_id, key_hash, partition, offset),) = await sample.rows(
        "SELECT event_id, key_hash, kafka_partition, kafka_offset FROM outbox"
    )
    assert (record.key, json.loads(record.value)) == (b"red", {"jar": "red", "bean": 7})
    assert (headers["ce_id"], headers["ce_sequence"], headers["ce_source"]) == (str(event_id), "1", "/services/sample")
    assert (record.partition, record.offset) == (partition, offset)
    assert partition == key_hash % COUNTS.partitions


async def test_each_keys_facts_go_out_in_order_from_many_writers(sample: Sample) -> None:
    """While the relay runs and facts keep coming."""
    async with running(sample.relay().run()):
        await asyncio.gather(*(sample.fill(f"jar{writer % 5}", *range(20)) for writer in range(10)))
        await eventually(lambda: all_out(sample))
    assert await stories(sample.kafka) == {f"jar{number}": list(range(1, 41)) for number in range(5)}


async def test_small_pages_and_batches_overlap_and_each_keys_facts_still_go_out_in_order_and_once(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page is sent while the one before is being marked; what a batch can't take is read again."""
    monkeypatch.setattr(outbox_rows, "PAGE", 20)
    monkeypatch.setattr(producer, "LARGEST_BATCH", 1500)
    await sample.tell(*(BeanAdded(f"jar{number % 5}", number) for number in range(200)))
    async with running(sample.relay().run()):
        await asyncio.gather(*(sample.fill(f"jar{writer}", *range(20)) for writer in range(5)))
        await eventually(lambda: all_out(sample))
    assert await stories(sample.kafka) == {f"jar{number}": list(range(1, 61)) for number in range(5)}


async def test_a_page_of_a_large_backlog_is_read_in_the_order_of_its_index(sample: Sample) -> None:
    """Although PostgreSQL's statistics are of an empty table: sorting all that waits, for each page, took seconds."""
    await sample.tell(*(BeanAdded(f"jar{number % 50}", number) for number in range(5000)))
    await sample.change("INSERT INTO refused_rows SELECT id, topic, key, 'x', now() FROM outbox ORDER BY id LIMIT 3")
    connection = await asyncpg.connect(sample.url, server_settings=relay.SESSION)
    arguments = ([COUNTS.name], [], [], [], [], outbox_rows.PAGE)
    plan = "\n".join([row[0] for row in await connection.fetch("EXPLAIN ANALYZE " + outbox_rows._PAGE, *arguments)])
    rows = await outbox_rows.page(connection, [], [], {COUNTS.name: 3})
    await connection.close()
    assert "Index Scan using outbox_unpublished" in plan
    assert "Sort" not in plan
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert {row["key"] for row in rows} == {f"jar{number}" for number in range(3, 50)}


async def test_only_the_newest_state_of_a_key_goes_out(sample: Sample) -> None:
    """What a newer state replaced before it was sent is never sent."""
    await sample.tell(Card("c", "old"), Card("d", "other"))
    await sample.tell(Card("c", "new"))
    await relayed(sample)
    assert await stories(sample.kafka, CARDS) == {"d": [1], "c": [2]}


async def test_a_tombstone_goes_out_without_data_but_with_headers(sample: Sample) -> None:
    """Compaction then erases the key; readers know what it was."""
    await sample.tell(Card("c", "here"))
    await relayed(sample)
    await sample.tell(CardForgotten("c"))
    await relayed(sample)
    gone = [record for record in await on_kafka(sample.kafka, CARDS) if record.key == b"c"][-1]
    assert gone.value is None
    assert dict(gone.headers)["ce_type"] == b"sample.CardForgotten"


async def test_a_state_topic_gets_a_tick_and_a_fact_topic_none(sample: Sample) -> None:
    """An idle compacted segment never rolls, so a record without data is sent now and then."""
    async with running(sample.relay().run()):
        await eventually(lambda: sample.health.is_ready("relay"))
        await eventually(lambda: _ends_at(sample, CARDS, 1))
    (tick,) = await on_kafka(sample.kafka, CARDS)
    assert (tick.value, from_kafka(tick, sample.kafka).is_tick) == (b"", True)
    assert await on_kafka(sample.kafka) == []


async def test_one_of_two_relays_is_active_and_the_other_takes_over(sample: Sample, url: str) -> None:
    """The lock lives as long as the connection: when that is killed, the other goes on."""
    first, second = Sample(url, sample.engine, sample.kafka), Sample(url, sample.engine, sample.kafka)

    def active() -> list[bool]:
        return [_relaying(each) for each in (first, second)]

    async with running(first.relay().run()):
        await eventually(lambda: _relaying(first))
        async with running(second.relay().run()):
            await eventually(lambda: second.health.is_ready("relay"))
            assert active() == [True, False]
            await sample.fill("red", 1)
            await eventually(lambda: all_out(sample))
            await sample.value(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            await sample.fill("red", 2)
            await eventually(lambda: all_out(sample))
            await eventually(lambda: active() == [False, True])
    assert await stories(sample.kafka) == {"red": [1, 2]}


class Death(BaseException):
    """As SIGKILL, for our purposes: nothing of ours runs after it."""


def dying_at(place: str) -> Callable[[str], None]:
    """Be killed there, once."""
    lives = [place]

    def reached(here: str) -> None:
        if here in lives:
            lives.remove(here)
            raise Death

    return reached


@pytest.mark.parametrize("place", [place for place in PLACES if place.startswith("relay.")])
async def test_a_relay_that_dies_anywhere_sends_at_least_once_and_readers_apply_once(
    sample: Sample, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """Before, between and after sending and marking."""
    monkeypatch.setattr(leader, "reached", dying_at(place))
    await sample.fill("red", 1, 2, 3)
    await sample.fill("blue", 1)
    with pytest.raises(Death):
        await asyncio.wait_for(sample.relay().run(), 20)
    await relayed(sample)
    records = await on_kafka(sample.kafka)
    await sample.reader().apply([from_kafka(record, sample.kafka) for record in records])
    assert sorted(await sample.seen()) == [("blue", 1), ("red", 1), ("red", 2), ("red", 3)]
    assert len(records) == 4, "acknowledged but not marked is found in the log, so nothing was sent twice"


async def test_a_commit_wakes_the_relay_at_once(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not at its next look."""
    monkeypatch.setattr(relay, "POLL", 60.0)
    role = sample.relay()
    async with running(role.run()):
        await eventually(lambda: sample.health.is_ready("relay"))
        await asyncio.sleep(0.1)
        await sample.fill("red", 1)
        role.wake()
        await eventually(lambda: all_out(sample), 5)


async def test_a_notify_wakes_the_relay_of_another_process(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where roles are split, the process that committed says so through PostgreSQL."""
    monkeypatch.setattr(relay, "POLL", 60.0)
    async with running(sample.relay().run()):
        await eventually(lambda: sample.health.is_ready("relay"))
        await asyncio.sleep(0.1)
        await sample.fill("red", 1)
        tell = Notify(sample.engine)
        for _ in range(3):
            tell()
        await eventually(lambda: all_out(sample), 5)


async def test_a_fact_too_large_for_kafka_is_held_and_only_its_key_waits(sample: Sample) -> None:
    """Others of its batch, which Kafka refuses as a whole, go out: they are sent again one by one."""
    await make_topics(sample.kafka, Topic(COUNTS.name, partitions=1), CARDS, settings={"max.message.bytes": "3000"})
    await sample.fill("red", 1)
    await sample.tell(BeanAdded("k" * 500, 1), BeanAdded("red", 2), BeanAdded("blue", 1))
    await sample.change(
        "UPDATE outbox SET data = jsonb_build_object('jar', key, 'bean', 1, 'x', repeat('x', 4000))"
        " WHERE length(key) > 9"
    )
    await sample.fill("k" * 500, 2)
    await sample.fill("blue", 2)
    async with running(sample.relay([Topic(COUNTS.name, partitions=1), CARDS]).run()):
        await eventually(lambda: _unpublished_is(sample, 2))
        await sample.fill("red", 3)
        await eventually(lambda: _unpublished_is(sample, 2))
        await eventually(lambda: sample.metrics.registry.get_sample_value("alliance_outbox_refused") == 1)
    assert await stories(sample.kafka) == {"red": [1, 2, 3], "blue": [1, 2]}
    assert await sample.rows("SELECT length(key), error FROM refused_rows") == [(500, "MessageSizeTooLargeError")]


async def test_many_small_facts_in_a_batch_too_large_for_the_topic_all_go_out(sample: Sample) -> None:
    """Kafka's limit is about batches; no single fact is at fault."""
    await make_topics(sample.kafka, settings={"max.message.bytes": "2000"})
    for number in range(30):
        await sample.fill(f"jar{number % 3}", number)
    await relayed(sample)
    assert await stories(sample.kafka) == {f"jar{number}": list(range(1, 11)) for number in range(3)}
    assert await sample.value("SELECT count(*) FROM refused_rows") == 0


async def test_a_held_state_that_a_newer_one_replaced_holds_nothing(sample: Sample) -> None:
    """The newest only counts."""
    await make_topics(sample.kafka, settings={"max.message.bytes": "2000"})
    await sample.tell(Card("c", "x" * 3000))
    async with running(sample.relay().run()):
        await eventually(lambda: sample.metrics.registry.get_sample_value("alliance_outbox_refused") == 1)
        await sample.tell(Card("c", "short"))
        await eventually(lambda: all_out(sample))
        await eventually(lambda: sample.metrics.registry.get_sample_value("alliance_outbox_refused") == 0)
    assert await stories(sample.kafka, CARDS) == {"c": [2]}


async def test_facts_of_a_topic_that_the_service_no_longer_has_stop_nothing(sample: Sample) -> None:
    """They stay in the outbox; what is still told goes out."""
    await sample.tell(Card("c", "left behind"))
    await sample.fill("red", 1)
    async with running(sample.relay([COUNTS]).run()):
        await eventually(lambda: _unpublished_is(sample, 1))
    assert await stories(sample.kafka) == {"red": [1]}


async def test_a_relay_without_kafka_says_so_and_ends_when_asked(sample: Sample, url: str) -> None:
    """Within five seconds, also while it tries to reach it."""
    away = Sample(url, sample.engine, Kafka("127.0.0.1:1"))
    async with running(away.relay().run()):
        await eventually(lambda: "Kafka" in away.health.conditions["relay"].because)
        assert not away.health.is_ready("relay")


async def test_a_future_that_the_library_cancels_does_not_end_the_relay(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A producer that is being closed cancels what it owes: the relay begins anew, and ends only when it is asked."""
    cancelled = asyncio.get_running_loop().create_future()
    cancelled.cancel()
    tick = leader.Leader._tick
    monkeypatch.setattr(leader.Leader, "_tick", lambda *_: cancelled)
    await sample.fill("red", 1)
    async with running(sample.relay().run()) as (relaying,):
        await eventually(lambda: "Interrupted" in sample.health.conditions["relay"].because)
        monkeypatch.setattr(leader.Leader, "_tick", tick)
        await eventually(lambda: all_out(sample))
        assert not relaying.done()


async def test_a_fact_that_waits_for_long_means_that_we_are_not_ready(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Connected isn't progressing."""
    monkeypatch.setattr(relay, "STALE", 0.2)
    await sample.tell(Card("c", "of a topic that this relay doesn't have"))
    async with running(sample.relay([COUNTS]).run()):
        await eventually(lambda: "has waited" in sample.health.conditions["relay"].because)


async def test_a_relay_ends_within_five_seconds_while_it_works(sample: Sample) -> None:
    """And what it had begun is neither lost nor marked without having landed."""
    task = asyncio.create_task(sample.relay().run())
    await eventually(lambda: sample.health.is_ready("relay"))
    filling = asyncio.create_task(sample.fill("red", *range(50)))
    await asyncio.sleep(0.1)
    await ended(task)
    await filling
    await relayed(sample)
    told = (await stories(sample.kafka))["red"]
    assert list(dict.fromkeys(told)) == list(range(1, 51))


async def test_the_relays_session_gives_its_lock_back_in_time_when_it_is_paused(sample: Sample) -> None:
    """PostgreSQL itself ends a session that says nothing for ten seconds."""
    async with running(sample.relay().run()):
        await eventually(lambda: _relaying(sample))
        connection = await sample.rows("SELECT pid FROM pg_stat_activity WHERE application_name = 'sample relay'")
        assert len(connection) == 1
    assert relay.SESSION["idle_session_timeout"] == relay.SESSION["transaction_timeout"] == "10s"


def _relaying(sample: Sample) -> bool:
    return sample.metrics.registry.get_sample_value("alliance_relay_active") == 1


async def _unpublished_is(sample: Sample, count: int) -> bool:
    return await sample.unpublished() == count


async def _ends_at(sample: Sample, topic: Topic, end: int) -> bool:
    return await ends(sample.kafka, [topic]) == {Place(topic.name, 0): end}
