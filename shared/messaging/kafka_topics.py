"""Topics as their owner wants them: created, checked and altered before anything is sent."""

import asyncio
from collections.abc import Sequence

from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, for_code

from shared.contracts.topics import Topic
from shared.messaging.kafka_log import KafkaLog

HOUR = 3_600_000
"""Milliseconds."""

FACTS = {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"}
"""A fact topic is kept for ever."""

STATE = {
    "cleanup.policy": "compact",
    "max.compaction.lag.ms": str(12 * HOUR),
    "delete.retention.ms": str(7 * 24 * HOUR),
}
"""A state topic forgets: what a tombstone erased is off the disk 12 h after the next record, and ticks bring one."""


PATIENCE = 10.0
"""Seconds that Kafka may take to show what was made."""

OWN = 1
"""Where a setting comes from, as Kafka counts: 1 is set on the topic itself."""


class TopicRefused(Exception):
    """Kafka wouldn't make or change a topic."""


async def declare(log: KafkaLog, topics: Sequence[Topic]) -> None:
    """Bring Kafka's topics to what the contracts say; partitions are only ever added. Raises `TopicRefused`."""
    counts = await log.partitions(topics)
    missing = [topic for topic in topics if topic.name not in counts]
    if missing:
        await _create(log, missing)
    for topic in topics:
        if counts.get(topic.name, topic.partitions) < topic.partitions:
            await _add_partitions(log, topic)
    await _configure(log, [topic for topic in topics if topic not in missing])
    async with asyncio.timeout(PATIENCE):
        await _shown(log, topics)


def wanted(topic: Topic) -> dict[str, str]:
    """The settings of a topic, as Kafka spells them."""
    return STATE if topic.state else FACTS


async def _create(log: KafkaLog, topics: Sequence[Topic]) -> None:
    kafka = log.kafka
    new = [
        NewTopic(kafka.name(each.name), each.partitions, kafka.replicas, topic_configs=wanted(each)) for each in topics
    ]
    response = await log.admin.create_topics(new)
    for name, code, *message in response.topic_errors:
        if code not in (0, TopicAlreadyExistsError.errno):
            raise TopicRefused(f"{name}: {for_code(code).__name__} {message}")


async def _add_partitions(log: KafkaLog, topic: Topic) -> None:
    """More partitions move keys; readers put a key's facts in order by number, so that is no harm."""
    await log.admin.create_partitions({log.kafka.name(topic.name): NewPartitions(topic.partitions)})


async def _shown(log: KafkaLog, topics: Sequence[Topic]) -> None:
    """Until Kafka shows every topic with its partitions: a new one takes a moment to be known everywhere."""
    counts = await log.partitions(topics)
    while any(counts.get(topic.name, 0) < topic.partitions for topic in topics):
        await asyncio.sleep(0.05)
        counts = await log.partitions(topics)


async def _configure(log: KafkaLog, topics: Sequence[Topic]) -> None:
    for topic in topics:
        own, all_of_them = await _settings(log.admin, log.kafka.name(topic.name))
        if not wanted(topic).items() <= all_of_them.items():
            await _alter(log, topic, own | wanted(topic))


async def _alter(log: KafkaLog, topic: Topic, settings: dict[str, str]) -> None:
    """Kafka replaces all of a topic's own settings at once, so an operator's other ones are among them."""
    resource = ConfigResource(ConfigResourceType.TOPIC, log.kafka.name(topic.name), settings)
    for response in await log.admin.alter_configs([resource]):
        for code, message, *_ in response.resources:
            if code:
                raise TopicRefused(f"{topic.name}: {for_code(code).__name__} {message}")


async def _settings(admin: AIOKafkaAdminClient, name: str) -> tuple[dict[str, str], dict[str, str]]:
    """What is set on the topic itself, and all that holds for it."""
    (response,) = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
    ((_, _, _, _, entries),) = response.resources
    return {entry[0]: entry[1] for entry in entries if entry[3] == OWN}, {entry[0]: entry[1] for entry in entries}
