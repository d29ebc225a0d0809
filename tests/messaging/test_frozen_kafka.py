"""A broker that is there and doesn't answer: the worst kind. It has a Kafka of its own, which is stopped by signals."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager

import pytest

from deploy.local.kafka import Kafka as EmbeddedKafka
from shared.messaging import producer, relay
from shared.messaging.kafka_log import Kafka
from shared.persistence.engine import create_engine
from tests.conftest import free_port
from tests.messaging.sample import BeanAdded, Sample
from tests.messaging.test_relay import all_out
from tests.messaging.waiting import ended, eventually, running
from tests.messaging.wire import stories


@pytest.fixture(scope="module")
def frail(tmp_path_factory: pytest.TempPathFactory) -> Generator[EmbeddedKafka]:
    """A Kafka that may be frozen, killed and started."""
    server = EmbeddedKafka(tmp_path_factory.mktemp("frail"), free_port(), free_port())
    server.start()
    yield server
    os.kill(server.pid, signal.SIGCONT)
    server.stop()


@pytest.fixture
async def sample(url: str, frail: EmbeddedKafka, kafka: Kafka) -> AsyncGenerator[Sample]:
    """The sample service on the frail Kafka."""
    engine = create_engine(url, "sample")
    yield Sample(url, engine, Kafka(frail.bootstrap, kafka.prefix))
    await engine.dispose()


@asynccontextmanager
async def frozen(server: EmbeddedKafka) -> AsyncGenerator[None]:
    """In this block the broker holds its breath."""
    os.kill(server.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(server.pid, signal.SIGCONT)


async def test_a_frozen_kafka_gets_everything_in_order_once_it_thaws(
    sample: Sample, frail: EmbeddedKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Meanwhile nothing is marked, and the relay says that it isn't ready; readers drop what came twice."""
    monkeypatch.setattr(relay, "STALE", 1.0)
    async with running(sample.relay().run(), sample.role(sample.reader()).run()):
        await sample.fill("red", 1)
        await eventually(lambda: _seen(sample, 1))
        async with frozen(frail):
            await sample.fill("red", *range(2, 21))
            await eventually(lambda: not sample.health.is_ready("relay"))
            assert await sample.unpublished() == 19
        await eventually(lambda: _seen(sample, 20))
        await eventually(lambda: all_out(sample))
        await eventually(lambda: sample.health.is_ready("relay"))
    told = (await stories(sample.kafka))["red"]
    assert list(dict.fromkeys(told)) == list(range(1, 21))
    assert [bean for _, bean in await sample.seen()] == list(range(1, 21))


async def test_roles_end_within_five_seconds_while_kafka_is_frozen(sample: Sample, frail: EmbeddedKafka) -> None:
    """The relay with sends under way, the reader in its group."""
    roles = [asyncio.create_task(each) for each in (sample.relay().run(), sample.role(sample.reader()).run())]
    await sample.fill("red", 1)
    await eventually(lambda: _seen(sample, 1))
    async with frozen(frail):
        await sample.fill("red", 2, 3)
        await asyncio.sleep(1)
        await ended(*roles)


async def test_roles_that_begin_while_kafka_is_frozen_end_when_asked(sample: Sample, frail: EmbeddedKafka) -> None:
    """Connected, but without an answer."""
    async with frozen(frail):
        roles = [asyncio.create_task(each) for each in (sample.relay().run(), sample.role(sample.reader()).run())]
        await asyncio.sleep(1)
        await ended(*roles)


async def test_what_a_relay_gave_up_is_not_delivered_by_its_old_producer_later(
    sample: Sample, frail: EmbeddedKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A producer that was cut off opens no new connection: nobody sends behind our back."""
    kept: list[producer.AIOKafkaProducer] = []
    cut_off = producer._cut_off

    async def noting(cut: producer.AIOKafkaProducer) -> None:
        kept.append(cut)
        await cut_off(cut)

    monkeypatch.setattr(producer, "_cut_off", noting)
    task = asyncio.create_task(sample.relay().run())
    await sample.fill("red", 1)
    await eventually(lambda: all_out(sample))
    async with frozen(frail):
        await sample.tell(*(BeanAdded("red", number) for number in range(50)))
        await asyncio.sleep(0.5)
        await ended(task)
        (cut,) = kept
        await eventually(cut._sender.sender_task.done)


async def test_a_kafka_that_is_killed_and_started_again_gets_what_waited(sample: Sample, frail: EmbeddedKafka) -> None:
    """Relay and reader find it again by themselves."""
    async with running(sample.relay().run(), sample.role(sample.reader()).run()):
        await sample.fill("red", 1)
        await eventually(lambda: _seen(sample, 1))
        await asyncio.to_thread(frail.kill)
        await sample.fill("red", 2, 3)
        await asyncio.to_thread(frail.start)
        await eventually(lambda: _seen(sample, 3), 60)
    assert [bean for _, bean in await sample.seen()] == [1, 2, 3]


async def _seen(sample: Sample, count: int) -> bool:
    return len(await sample.seen()) >= count
