"""The embedded Kafka keeps what it acknowledged, and makes no topic by accident."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Generator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError

from deploy.local.kafka import Kafka
from deploy.local.trouble import CannotStart
from tests.local.network import free_port


@contextlib.contextmanager
def running(broker: Kafka) -> Generator[Kafka]:
    """Start it and stop it in any case."""
    try:
        broker.start()
        yield broker
    finally:
        broker.stop()


async def send(bootstrap: str, value: bytes) -> None:
    """Make the topic and send one acknowledged record."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic("facts", 1, 1)])
    await admin.close()
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all") as producer:
        await producer.send_and_wait("facts", value)


async def first_record(bootstrap: str) -> bytes | None:
    """What a new reader gets first."""
    async with AIOKafkaConsumer("facts", bootstrap_servers=bootstrap, auto_offset_reset="earliest") as consumer:
        return (await consumer.getone()).value


async def topics_after_a_typing_error(bootstrap: str) -> set[str]:
    """Send to a topic that isn't there, by a client that would let the broker make it, and list what there is."""
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, request_timeout_ms=1000) as producer:
        with pytest.raises(KafkaError):
            await producer.send_and_wait("typing-error", b"lost")
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap) as consumer:
        return await consumer.topics()


async def test_after_kill_9_kafka_starts_again_with_what_it_acknowledged(folder: Path) -> None:
    """Sent with acks=all, killed at once, started again: the record is there."""
    ports = free_port(), free_port()
    with running(Kafka(folder / "kafka", *ports)) as broker:
        await send(broker.bootstrap, b"hello")
        broker.kill()
    with running(Kafka(folder / "kafka", *ports)) as again:
        assert await first_record(again.bootstrap) == b"hello"
        assert await topics_after_a_typing_error(again.bootstrap) == {"facts"}
        assert again.stop()


def test_a_busy_controller_port_is_one_line(folder: Path) -> None:
    """The line names the port before any Java is started."""
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        with pytest.raises(CannotStart, match=rf"^Port {port}, wanted for Kafka's controller"):
            Kafka(folder / "kafka", free_port(), port).begin()


def test_a_broker_that_cannot_start_shows_its_last_words(folder: Path) -> None:
    """A setting that Kafka refuses ends the start with Kafka's own complaint."""
    broker = Kafka(folder / "kafka", free_port(), free_port(), settings={"process.roles": "nonsense"})
    with pytest.raises(CannotStart, match="nonsense"):
        broker.start()
