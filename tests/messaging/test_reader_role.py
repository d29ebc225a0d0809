"""A reader on Kafka: begins where its database says, loses nothing, applies once."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from faststream.kafka.subscriber.usecase import BatchSubscriber

from deploy.local.postgres import Postgres
from shared.messaging import reader_role, watchdog
from shared.messaging.kafka_log import Kafka
from shared.messaging.reader import Read
from shared.messaging.work import Work
from tests.messaging.sample import COUNTS, Sample, note
from tests.messaging.test_perseverance import CHECK, Bad
from tests.messaging.waiting import DEADLINE, ended, eventually, running
from tests.messaging.wire import administering, bean, delete_topic, header_names_spoilt, make_topics, send


@pytest.fixture
async def topics(kafka: Kafka) -> None:
    """The sample's topics, empty."""
    await make_topics(kafka)


async def seen(sample: Sample, count: int) -> list[tuple[str, int | None]]:
    """What the reader wrote down, once that is so much."""
    await eventually(lambda: _seen(sample, count))
    return await sample.seen()


async def reading(sample: Sample) -> None:
    """Wait until the reader has its partitions."""
    await eventually(lambda: sample.health.is_ready("consumer"))


async def begun(sample: Sample) -> bool:
    """Has the reader noted where it begins?"""
    return bool(await sample.value("SELECT count(*) FROM positions"))


def read(sample: Sample, outcome: str, name: str = "counter") -> float:
    """How many records had that outcome."""
    labels = {"reader": name, "outcome": outcome}
    return sample.metrics.registry.get_sample_value("alliance_facts_read_total", labels) or 0


async def test_facts_arrive_in_order_by_key_from_outbox_to_effect(sample: Sample) -> None:
    """The whole way, with several writers, while everything runs."""
    async with running(sample.relay().run(), sample.role(sample.reader()).run()):
        await asyncio.gather(*(sample.fill(f"jar{number}", *range(1, 31)) for number in range(4)))
        told = await seen(sample, 120)
    assert {jar: [bean for of, bean in told if of == jar] for jar, _ in told} == {
        f"jar{number}": list(range(1, 31)) for number in range(4)
    }


async def test_a_reader_waits_for_topics_that_their_owner_has_not_made(sample: Sample) -> None:
    """It says so, makes none by itself, and begins when they are there."""
    async with running(sample.role(sample.reader()).run()):
        await eventually(lambda: "its owner hasn't made it" in sample.health.conditions["consumer"].because)
        await make_topics(sample.kafka)
        await send(sample.kafka, bean("red", 1))
        await seen(sample, 1)


@pytest.mark.usefixtures("topics")
async def test_a_reader_is_ready_as_soon_as_it_has_its_places(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not only at its second look, which here is longer off than the test waits."""
    monkeypatch.setattr(reader_role, "LOOK", 2 * DEADLINE)
    async with running(sample.role(sample.reader()).run()):
        await reading(sample)


@pytest.mark.usefixtures("topics")
async def test_a_restarted_reader_goes_on_where_it_was(sample: Sample) -> None:
    """From its own table: it doesn't read again what it had."""
    await send(sample.kafka, bean("red", 1), bean("red", 2))
    async with running(sample.role(sample.reader()).run()):
        await seen(sample, 2)
    await send(sample.kafka, bean("red", 3))
    async with running(sample.role(sample.reader()).run()):
        await seen(sample, 3)
    assert read(sample, "duplicate") == 0


@pytest.mark.usefixtures("topics")
async def test_the_stored_position_counts_and_not_kafkas_own(sample: Sample) -> None:
    """Kafka's group offset is ahead, as after a restore of our database: nothing is skipped."""
    await send(sample.kafka, *(bean("red", number) for number in range(1, 11)))
    await commit_at(sample.kafka, "counter", 10)
    async with running(sample.role(sample.reader()).run()):
        assert [number for _, number in await seen(sample, 10)] == list(range(1, 11))


@pytest.mark.usefixtures("topics")
async def test_a_log_that_is_not_the_one_we_read_is_read_from_its_beginning(sample: Sample) -> None:
    """It is longer than our position, but what stands before that was never here."""
    await send(sample.kafka, bean("red", 1), bean("red", 2))
    async with running(sample.role(sample.reader()).run()):
        await seen(sample, 2)
    await delete_topic(sample.kafka, COUNTS)
    await make_topics(sample.kafka, COUNTS)
    await send(sample.kafka, bean("blue", 1), bean("blue", 2), bean("blue", 3))
    async with running(sample.role(sample.reader()).run()):
        assert (await seen(sample, 5))[2:] == [("blue", 1), ("blue", 2), ("blue", 3)]


@pytest.mark.usefixtures("topics")
async def test_kafka_is_told_how_far_we_are(sample: Sample) -> None:
    """That is for lag tools; it may come a moment later."""
    await send(sample.kafka, bean("red", 1), bean("red", 2))
    async with running(sample.role(sample.reader()).run()):
        await seen(sample, 2)
        await eventually(lambda: _told_kafka(sample.kafka, 2))


@pytest.mark.usefixtures("topics")
async def test_a_database_restored_beneath_a_running_reader_is_read_into_again(sample: Sample) -> None:
    """Its position is lower than the reader remembers: at the next batch it notices, and goes back."""
    async with running(sample.role(sample.reader()).run()):
        await send(sample.kafka, *(bean("red", number) for number in range(1, 6)))
        await seen(sample, 5)
        await sample.change("DELETE FROM seen WHERE bean > 2")
        await sample.change("UPDATE inbox SET last = 2 WHERE key = 'red'")
        await sample.change("UPDATE positions SET next_offset = 2 WHERE next_offset > 2")
        await send(sample.kafka, bean("red", 6))
        assert [number for _, number in await seen(sample, 6)] == [1, 2, 3, 4, 5, 6]
    assert await sample.parked() == []


@pytest.mark.usefixtures("topics")
async def test_a_database_restored_to_before_the_readers_first_start_is_filled_again(sample: Sample) -> None:
    """Without any position it reads from the beginning."""
    async with running(sample.role(sample.reader()).run()):
        await send(sample.kafka, *(bean("red", number) for number in range(1, 4)))
        await seen(sample, 3)
        await sample.change("TRUNCATE seen, inbox, positions, readers")
        await send(sample.kafka, bean("red", 4))
        assert [number for _, number in await seen(sample, 4)] == [1, 2, 3, 4]


@pytest.mark.usefixtures("topics")
async def test_two_members_share_the_partitions_and_no_fact_has_two_effects(sample: Sample) -> None:
    """While members come and go."""
    reader = sample.reader()
    stories = [[bean(f"jar{partition}", number) for number in range(1, 41)] for partition in range(3)]
    async with running(sample.role(reader).run()):
        await reading(sample)
        filling = [asyncio.create_task(send(sample.kafka, *each, partition=n)) for n, each in enumerate(stories)]
        async with running(sample.role(reader).run()):
            await asyncio.sleep(1)
        await asyncio.gather(*filling)
        told = await seen(sample, 120)
    assert all([n for of, n in told if of == f"jar{each}"] == list(range(1, 41)) for each in range(3))


@pytest.mark.usefixtures("topics")
async def test_a_paused_member_and_the_one_that_took_its_partition_have_one_effect(sample: Sample) -> None:
    """The paused one holds the key's lock; whoever is second finds the fact applied, and both go on."""
    paused, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(reads: Sequence[Read], work: Work) -> None:
        if not paused.is_set():
            paused.set()
            await go_on.wait()
        await note(reads, work)

    await send(sample.kafka, *(bean("red", number) for number in range(1, 4)))
    zombie = asyncio.create_task(sample.role(sample.reader(slowly)).run())
    await paused.wait()
    async with running(sample.role(sample.reader(slowly)).run(), sample.role(sample.reader(slowly)).run()):
        await asyncio.sleep(1.5)
        assert await sample.seen() == []
        go_on.set()
        assert [number for _, number in await seen(sample, 3)] == [1, 2, 3]
        await send(sample.kafka, bean("red", 4))
        await seen(sample, 4)
        await ended(zombie)
        await send(sample.kafka, bean("red", 5))
        assert [number for _, number in await seen(sample, 5)] == [1, 2, 3, 4, 5]


@pytest.mark.usefixtures("topics")
async def test_a_failing_fact_in_a_batch_over_several_partitions_loses_nothing_of_the_others(sample: Sample) -> None:
    """FastStream up to 0.7.4 lost 20 of 30: only the failing key stays behind."""
    for partition in range(3):
        await send(sample.kafka, *(bean(f"jar{partition}", number) for number in range(1, 11)), partition=partition)
    async with running(sample.role(sample.reader(Bad(jar1=CHECK))).run()):
        await seen(sample, 20)
        await eventually(sample.parked)
        await send(sample.kafka, bean("jar2", 11), partition=2)
        await seen(sample, 21)
    reasons = [reason for _, _, reason in await sample.parked()]
    assert reasons == ["failed"] + ["waiting"] * 9


@pytest.mark.usefixtures("topics")
async def test_a_batch_that_the_framework_drops_is_read_again(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    """FastStream swallows what a handler raises, and reads on: the bookmarks notice the hole."""
    role = sample.role(sample.reader())
    see_through, failures = role._patience.see_through, iter([True, True])

    async def broken(*args: Any, **named: Any) -> None:
        if next(failures, False):
            raise ZeroDivisionError
        await see_through(*args, **named)

    monkeypatch.setattr(role._patience, "see_through", broken)
    async with running(role.run()):
        await reading(sample)
        for number in range(1, 6):
            await send(sample.kafka, bean("red", number))
        assert [number for _, number in await seen(sample, 5)] == [1, 2, 3, 4, 5]


@pytest.mark.usefixtures("topics")
async def test_a_consumer_whose_task_has_ended_is_built_anew(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    """FastStream restarts none that was cancelled, and would look alive for ever."""
    get_msg, killed = BatchSubscriber.get_msg, iter([True])

    async def once(self: Any, consumer: Any) -> Any:
        if next(killed, False):
            raise asyncio.CancelledError
        return await get_msg(self, consumer)

    monkeypatch.setattr(BatchSubscriber, "get_msg", once)
    async with running(sample.role(sample.reader()).run()):
        await send(sample.kafka, bean("red", 1))
        await seen(sample, 1)


@pytest.mark.usefixtures("topics")
async def test_a_record_that_aiokafka_itself_cannot_read_is_rejected_and_stops_nothing(sample: Sample) -> None:
    """A header's name that isn't UTF-8 makes every fetch of the partition fail: it is stepped over."""
    await send(sample.kafka, bean("red", 1), bean("red", 2))
    with header_names_spoilt():
        await send(sample.kafka, bean("blue", 1).having("XXXX", b"1"))
    await send(sample.kafka, bean("green", 1))
    async with running(sample.role(sample.reader()).run()):
        assert await seen(sample, 3) == [("red", 1), ("red", 2), ("green", 1)]
        assert await sample.rows('SELECT "offset", reason FROM rejected') == [(2, "can't be read: UnicodeDecodeError")]
        await send(sample.kafka, bean("green", 2))
        await seen(sample, 4)
        await reading(sample)


@pytest.mark.usefixtures("topics")
async def test_a_consumer_that_brings_nothing_is_noticed_and_built_anew(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is something to read and the position doesn't move: not ready, and begun anew."""
    monkeypatch.setattr(watchdog, "STALLED", 0.5)
    get_msg, stuck = BatchSubscriber.get_msg, iter([True])

    async def never(self: Any, consumer: Any) -> Any:
        if next(stuck, False):
            await asyncio.sleep(3600)
        return await get_msg(self, consumer)

    monkeypatch.setattr(BatchSubscriber, "get_msg", never)
    async with running(sample.role(sample.reader()).run()):
        await send(sample.kafka, bean("red", 1))
        await eventually(lambda: "nothing has moved" in sample.health.conditions["consumer"].because)
        await seen(sample, 1)
        await reading(sample)


@pytest.mark.usefixtures("topics")
async def test_a_listener_that_fails_begins_nowhere_until_it_succeeds(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """aiokafka only logs what a rebalance listener raises, and would read from Kafka's own offset."""
    await send(sample.kafka, *(bean("red", number) for number in range(1, 4)))
    await commit_at(sample.kafka, "counter", 3)
    reader = sample.reader()
    positions, failures = reader.positions, iter([KeyError, RuntimeError])

    async def unlucky(cluster: str) -> Any:
        if error := next(failures, None):
            raise error
        return await positions(cluster)

    monkeypatch.setattr(reader, "positions", unlucky)
    async with running(sample.role(reader).run()):
        assert [number for _, number in await seen(sample, 3)] == [1, 2, 3]


@pytest.mark.usefixtures("topics")
async def test_a_database_that_goes_away_is_waited_for(sample: Sample, postgres: Postgres) -> None:
    """Not ready meanwhile; nothing is lost, nothing is doubled, and the group isn't left."""
    name = sample.url.rpartition("/")[2]
    async with running(sample.role(sample.reader()).run()):
        await send(sample.kafka, bean("red", 1))
        await seen(sample, 1)
        admin = await asyncpg.connect(postgres.admin_url)
        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
        await send(sample.kafka, bean("red", 2), bean("red", 3))
        await eventually(lambda: not sample.health.is_ready("consumer"))
        await asyncio.sleep(1)
        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await admin.close()
        assert [number for _, number in await seen(sample, 3)] == [1, 2, 3]
        await reading(sample)


@pytest.mark.usefixtures("topics")
async def test_a_topic_made_anew_beneath_a_running_reader_is_read_from_its_beginning(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kafka holds less than was read: the position goes back with it, and is where we really are."""
    monkeypatch.setattr(watchdog, "STALLED", 0.5)
    await send(sample.kafka, *(bean("red", number) for number in range(1, 6)))
    async with running(sample.role(sample.reader()).run()):
        await seen(sample, 5)
        await delete_topic(sample.kafka, COUNTS)
        await make_topics(sample.kafka, COUNTS)
        await send(sample.kafka, bean("red", 5), bean("red", 6))
        assert [number for _, number in await seen(sample, 6)] == [1, 2, 3, 4, 5, 6]
    assert await sample.value("SELECT max(next_offset) FROM positions") == 2


@pytest.mark.usefixtures("topics")
async def test_a_parked_fact_retried_by_an_operator_is_followed_by_those_behind_it(sample: Sample) -> None:
    """By themselves, beside the batches, however many."""
    effect = Bad(red=CHECK)
    await send(sample.kafka, *(bean("red", number) for number in range(1, 121)))
    async with running(sample.role(sample.reader(effect)).run()):
        await eventually(lambda: _parked(sample, 120))
        effect.ways.clear()
        await sample.change("UPDATE parked SET reason = 'waiting' WHERE reason = 'failed'")
        assert [number for _, number in await seen(sample, 120)] == list(range(1, 121))
        await eventually(lambda: _parked(sample, 0))


@pytest.mark.usefixtures("topics")
async def test_a_cancelled_role_leaves_the_group_within_five_seconds(sample: Sample) -> None:
    """So that others get its partitions at once."""
    task = asyncio.create_task(sample.role(sample.reader()).run())
    await reading(sample)
    await eventually(lambda: _members(sample.kafka, 1))
    await ended(task)
    await eventually(lambda: _members(sample.kafka, 0), 3)


@pytest.mark.usefixtures("topics")
async def test_a_role_with_a_batch_in_hand_that_does_not_end_is_cancelled_within_five_seconds(sample: Sample) -> None:
    """The batch is rolled back, and read again by whoever is next."""
    hanging = asyncio.Event()

    async def hang(reads: Sequence[Read], work: Work) -> None:
        await note(reads, work)
        hanging.set()
        await asyncio.sleep(3600)

    await send(sample.kafka, bean("red", 1))
    task = asyncio.create_task(sample.role(sample.reader(hang)).run())
    await hanging.wait()
    await ended(task)
    async with running(sample.role(sample.reader()).run()):
        assert await seen(sample, 1) == [("red", 1)]


async def test_without_kafka_a_role_says_so_and_ends_when_asked(sample: Sample, url: str) -> None:
    """Within five seconds."""
    away = Sample(url, sample.engine, Kafka("127.0.0.1:1"))
    async with running(away.role(away.reader()).run()):
        await eventually(lambda: "waiting for Kafka" in away.health.conditions["consumer"].because)


@pytest.mark.usefixtures("topics")
async def test_a_role_whose_database_is_away_while_it_gets_its_partitions_ends_when_asked(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """aiokafka can't leave the group before the listener has returned, so the listener gives up."""
    reader, asked = sample.reader(), asyncio.Event()

    async def away(cluster: str) -> Any:
        asked.set()
        raise ConnectionRefusedError

    monkeypatch.setattr(reader, "positions", away)
    task = asyncio.create_task(sample.role(reader).run())
    await asked.wait()
    await ended(task)
    await eventually(lambda: _members(sample.kafka, 0), 5)


@pytest.mark.usefixtures("topics")
async def test_lag_and_parked_are_measured(sample: Sample) -> None:
    """Over all partitions, whoever reads them."""
    await send(sample.kafka, bean("red", 1), bean("red", 3))
    async with running(sample.role(sample.reader()).run()):
        await seen(sample, 1)
        labels = {"reader": "counter", "reason": "waiting"}
        value = sample.metrics.registry.get_sample_value
        await eventually(lambda: value("alliance_facts_parked", labels) == 1)
        await eventually(lambda: value("alliance_reader_lag", {"reader": "counter", "topic": COUNTS.name}) == 0)
    assert reader_role.BATCH == 500


async def commit_at(kafka: Kafka, group: str, offset: int) -> None:
    """Claim, as a foreign member, that a group has read so far."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka.bootstrap, group_id=kafka.name(group), enable_auto_commit=False)
    await consumer.start()
    at = TopicPartition(kafka.name(COUNTS.name), 0)
    consumer.assign([at])
    await consumer.commit({at: offset})
    await consumer.stop()


async def _told_kafka(kafka: Kafka, offset: int) -> bool:
    async with administering(kafka) as admin:
        offsets = await admin.list_consumer_group_offsets(kafka.name("counter"))
    return any(each.offset == offset for at, each in offsets.items() if at.topic == kafka.name(COUNTS.name))


async def _members(kafka: Kafka, count: int) -> bool:
    async with administering(kafka) as admin:
        (answer,) = await admin.describe_consumer_groups([kafka.name("counter")])
    (group,) = answer.groups
    return len(group[5]) == count


async def _seen(sample: Sample, count: int) -> bool:
    return await sample.value("SELECT count(*) FROM seen") >= count


async def _parked(sample: Sample, count: int) -> bool:
    return await sample.value("SELECT count(*) FROM parked") == count
