"""Looking at Kafka for an operator; when it is away, that is said by name."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from aiokafka.errors import KafkaError

from shared.messaging.kafka_log import Kafka, KafkaLog, looking_at
from shared.messaging.operations.refusals import KafkaIsAway


@asynccontextmanager
async def viewing(kafka: Kafka, service: str) -> AsyncGenerator[KafkaLog]:
    """A view of Kafka's logs; raises `KafkaIsAway`. Nothing else than Kafka may be asked in the block."""
    try:
        async with looking_at(kafka, f"{service} operations") as log:
            yield log
    except (KafkaError, OSError) as error:
        raise KafkaIsAway from error
