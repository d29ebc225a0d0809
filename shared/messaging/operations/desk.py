"""Where an operator sits: what a service reads, projects and tells."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.contracts.topics import Topic
from shared.messaging.codec import Codec
from shared.messaging.kafka_log import Kafka
from shared.messaging.operations.refusals import UnknownFold, UnknownReader, UnknownTopic

Clear = Callable[[Any], Awaitable[None]]
"""`async def clear(work)`: deletes a fold's rows."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One service as its operators see it: what it reads, how its folds are cleared, what it tells."""

    service: str
    readers: Mapping[str, tuple[Topic, ...]]
    folds: Mapping[str, Clear]
    publishes: tuple[Topic, ...]
    codec: Codec
    kafka: Kafka

    def topic_of(self, reader: str, topic: str) -> Topic:
        """A topic that this reader reads; raises `UnknownReader` and `UnknownTopic`."""
        return _named(topic, self.known(reader))

    def known(self, reader: str) -> tuple[Topic, ...]:
        """A reader's topics; raises `UnknownReader`."""
        if reader not in self.readers:
            raise UnknownReader(reader, self.readers)
        return self.readers[reader]

    def readers_of(self, topic: str) -> list[str]:
        """Who reads that topic here; perhaps nobody."""
        return [name for name, topics in self.readers.items() if topic in {each.name for each in topics}]

    def own(self, topic: str) -> Topic:
        """A topic that the service tells facts on; raises `UnknownTopic`."""
        return _named(topic, self.publishes)

    def clearing(self, fold: str) -> Clear:
        """How a fold's rows go; raises `UnknownFold`."""
        if fold not in self.folds:
            raise UnknownFold(fold, self.folds)
        return self.folds[fold]


def _named(name: str, topics: tuple[Topic, ...]) -> Topic:
    for topic in topics:
        if topic.name == name:
            return topic
    raise UnknownTopic(name, [topic.name for topic in topics])
