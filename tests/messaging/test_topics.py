"""Topics as their owner wants them."""

from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from shared.contracts.topics import Topic
from shared.messaging import kafka_topics
from shared.messaging.kafka_log import Kafka, looking_at
from tests.messaging.sample import CARDS, COUNTS, TOPICS
from tests.messaging.waiting import eventually
from tests.messaging.wire import administering, ends, make_topics


async def settings(kafka: Kafka, topic: Topic) -> dict[str, str]:
    """What holds for a topic."""
    async with administering(kafka) as admin:
        (answer,) = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, kafka.name(topic.name))])
    return {entry[0]: entry[1] for entry in answer.resources[0][4]}


async def declare(kafka: Kafka, *topics: Topic) -> None:
    """What the relay does whenever it compares."""
    async with looking_at(kafka, "test") as log:
        await kafka_topics.declare(log, topics)


async def test_topics_are_made_with_their_partitions_and_settings(kafka: Kafka) -> None:
    """A fact topic is kept for ever; a state topic is compacted, and forgets in time."""
    await declare(kafka, *TOPICS)
    facts, states = await settings(kafka, COUNTS), await settings(kafka, CARDS)
    assert {name: facts[name] for name in kafka_topics.FACTS} == kafka_topics.FACTS
    assert {name: states[name] for name in kafka_topics.STATE} == kafka_topics.STATE
    assert len(await ends(kafka, [COUNTS])) == 3
    assert len(await ends(kafka, [CARDS])) == 1


async def test_declaring_again_changes_nothing(kafka: Kafka) -> None:
    """Every relay does so on every start."""
    await declare(kafka, *TOPICS)
    before = await settings(kafka, CARDS)
    await declare(kafka, *TOPICS)
    assert await settings(kafka, CARDS) == before


async def test_missing_partitions_are_added_before_declaring_ends(kafka: Kafka) -> None:
    """The relay can count on them at once."""
    await make_topics(kafka, Topic(COUNTS.name, partitions=1))
    await declare(kafka, COUNTS)
    assert len(await ends(kafka)) == 3


async def test_more_partitions_than_declared_are_left_alone(kafka: Kafka) -> None:
    """Partitions can't be taken away."""
    await make_topics(kafka, Topic(COUNTS.name, partitions=4))
    await declare(kafka, COUNTS)
    assert len(await ends(kafka)) == 4


async def test_settings_that_differ_are_put_right_and_an_operators_own_ones_stay(kafka: Kafka) -> None:
    """A retention that would lose facts is mended; a limit that we don't care about is not."""
    await make_topics(kafka, COUNTS, settings={"retention.ms": "1000000", "max.message.bytes": "5000"})
    await until_kafka_shows(kafka, ("1000000", "5000"))
    await declare(kafka, COUNTS)
    await until_kafka_shows(kafka, ("-1", "5000"))


async def until_kafka_shows(kafka: Kafka, wanted: tuple[str, str]) -> None:
    """A broker hears of a change a moment after the controller has taken it."""

    async def is_shown() -> bool:
        now = await settings(kafka, COUNTS)
        return (now["retention.ms"], now["max.message.bytes"]) == wanted

    await eventually(is_shown)
