"""Listens to all topics for the live feed: in no group, from now on, and nothing of it is kept."""

import asyncio

import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from services.gateway.adapters.feed import Feed
from services.gateway.adapters.tools import Tools
from shared.contracts.topics import CASES, COURSES, GRANTS, INCOME, MESSAGES, PEOPLE, SCHOOLS, SLES
from shared.messaging.codec import Undecodable, read_envelope
from shared.messaging.envelope import Envelope
from shared.messaging.kafka_log import UNREADABLE, Kafka
from shared.messaging.kafka_log import Record as KafkaRecord
from shared.messaging.records import from_kafka
from shared.service import Running

HEARD = (SCHOOLS, PEOPLE, COURSES, SLES, CASES, GRANTS, INCOME, MESSAGES)
"""All but the one with names and addresses in it."""

AGAIN = 2.0
"""Seconds until Kafka is tried again."""

log = structlog.get_logger()


async def follow_topics(running: Running) -> None:
    """The feed role: hear facts until cancelled. While Kafka is away pages don't move by themselves; all else works."""
    tools: Tools = running.workshop.tools
    kafka = Kafka(running.settings.kafka, running.settings.topic_prefix)
    try:
        while True:
            try:
                await _follow(kafka, tools.feed, running)
            except (KafkaError, OSError, *UNREADABLE) as error:
                running.health.not_ready("feed", f"waiting for Kafka: {type(error).__name__}")
                await asyncio.sleep(AGAIN)
    finally:
        tools.feed.end()


async def _follow(kafka: Kafka, feed: Feed, running: Running) -> None:
    """From the present end on, also after a failure: what was missed meanwhile is on the pages that are asked for."""
    consumer = AIOKafkaConsumer(
        *(kafka.name(topic.name) for topic in HEARD),
        bootstrap_servers=kafka.bootstrap,
        client_id="gateway-feed",
        auto_offset_reset="latest",
        enable_auto_commit=False,
        metadata_max_age_ms=30_000,  # so soon are topics heard that are made later
    )
    try:
        await consumer.start()
        while True:
            found = await consumer.getmany(timeout_ms=1000)
            running.health.ready("feed")
            for record in (record for records in found.values() for record in records):
                if heard := _heard(record, kafka):
                    feed.tell(heard)
    finally:
        await consumer.stop()


def _heard(record: KafkaRecord, kafka: Kafka) -> Envelope | None:
    """The fact's envelope; what isn't one is passed over here, for readers set it aside where it can be seen."""
    read = from_kafka(record, kafka)
    if read.unnumbered or read.is_tick:
        return None
    try:
        return read_envelope(read.place.topic, read.key, read.sequence, read.texts)
    except Undecodable:
        log.info("feed.passed_over", topic=read.place.topic, partition=read.place.partition, offset=read.offset)
        return None
