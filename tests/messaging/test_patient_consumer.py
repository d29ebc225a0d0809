"""A poll that waits for something to come."""

import asyncio

from aiokafka import TopicPartition
from faststream.kafka import KafkaBroker

from shared.messaging.kafka_log import Kafka
from shared.messaging.patient_consumer import connect_patiently
from tests.messaging.sample import COUNTS
from tests.messaging.waiting import DEADLINE
from tests.messaging.wire import bean, make_topics, send


async def test_a_poll_outlasts_its_time_out_until_something_comes(kafka: Kafka) -> None:
    """A broker's own consumer would have come back with nothing ten times over."""
    await make_topics(kafka)
    broker = KafkaBroker(kafka.bootstrap, consumer_only=True, logger=None)
    await connect_patiently(broker)
    consumer = broker.config.broker_config.builder(auto_offset_reset="earliest")
    consumer.assign([TopicPartition(kafka.name(COUNTS.name), 0)])
    async with consumer:
        poll = asyncio.create_task(consumer.getmany(timeout_ms=20))
        assert not (await asyncio.wait([poll], timeout=0.2))[0]
        await send(kafka, bean("red", 1))
        ((record,),) = (await asyncio.wait_for(poll, DEADLINE)).values()
    assert record.offset == 0
