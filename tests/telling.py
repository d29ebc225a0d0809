"""Facts as a service's reader gets them, without a Kafka: each with the next number of its key."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import uuid_utils.compat

from shared.contracts.fact import fact_type, key_of
from shared.messaging.codec import encode, header_texts, headers
from shared.messaging.envelope import Cause, Envelope
from shared.messaging.kafka_log import Place
from shared.messaging.reader import Reader
from shared.messaging.records import Record
from tests.service_fixtures import ANN, NOON, Bench


@dataclass
class Story:
    """Numbers facts within their keys, as their owners would."""

    cause: Cause = ANN
    numbers: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])

    def envelope(self, fact: Any, at: datetime = NOON) -> Envelope:
        """Around the next fact of its key."""
        kind, key = fact_type(fact), key_of(fact)
        self.numbers[kind.topic.name, key] += 1
        number, event_id = self.numbers[kind.topic.name, key], uuid_utils.compat.uuid7()
        return Envelope(event_id, kind.name, kind.told, kind.topic.name, key, number, at, self.cause)

    def record(self, fact: Any, at: datetime = NOON) -> Record:
        """As a reader gets it."""
        return record_of(fact, self.envelope(fact, at))


class Stories:
    """What others tell, and the reader of the service on the bench."""

    def __init__(self, bench: Bench, cause: Cause = ANN, reader: str = "") -> None:
        """The service's own reader, or the one of that name."""
        self.bench = bench
        self.story = Story(cause)
        self.name = reader or bench.service.name

    def reader(self) -> Reader[Any]:
        """A reader as a process of the service has it."""
        running = self.bench.process.running
        [mine] = [each for each in self.bench.service.subscriptions() if each.name == self.name]
        return Reader(mine, self.bench.codec, running.workshop, running.metrics)

    async def tell(self, *facts: Any) -> None:
        """Facts in one batch."""
        await self.reader().apply([self.story.record(each, self.bench.clock()) for each in facts])


def record_of(fact: Any, envelope: Envelope) -> Record:
    """The record that a fact is on Kafka."""
    data, pairs = encode(fact), headers(envelope)
    value = None if data is None else data.encode()
    place, number = Place(envelope.topic, 0), envelope.sequence
    return Record(place, number - 1, pairs, header_texts(pairs), value, envelope.key, number)
