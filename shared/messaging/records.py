"""A record as a reader handles it, whether Kafka brought it just now or it was parked."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row

from shared.messaging.codec import TICK, Headers, Unnumbered, header_texts, read_number
from shared.messaging.kafka_log import Kafka, Place
from shared.messaging.kafka_log import Record as KafkaRecord


class Record(NamedTuple):
    """One record. `key` and `sequence` are empty and 0 while `unnumbered` says why."""

    place: Place
    offset: int
    pairs: Headers
    texts: Mapping[str, str]
    value: bytes | None
    key: str
    sequence: int
    unnumbered: str = ""

    @property
    def stream(self) -> tuple[str, str]:
        """Topic and key: the story that it belongs to."""
        return self.place.topic, self.key

    @property
    def type(self) -> str | None:
        """The type that it claims; PostgreSQL's text has no NUL."""
        claimed = self.texts.get("ce_type")
        return claimed.replace("\0", "\N{REPLACEMENT CHARACTER}") if claimed else None

    @property
    def event_id(self) -> UUID | None:
        """The id that it claims, if that is one."""
        try:
            return UUID(self.texts.get("ce_id", ""))
        except ValueError:
            return None

    @property
    def is_tick(self) -> bool:
        """Does it say nothing on purpose?"""
        return self.type == TICK

    def kept_headers(self) -> list[list[str]]:
        """Headers as a table keeps them, every byte of them."""
        return [[name, (value or b"").decode("latin-1")] for name, value in self.pairs]


def from_kafka(record: KafkaRecord, kafka: Kafka) -> Record:
    """A record just read."""
    texts = header_texts(record.headers)
    place = _place(kafka.topic(record.topic), record.partition)
    try:
        key, sequence = read_number(record.key, texts)
    except Unnumbered as why:
        return Record(place, record.offset, record.headers, texts, record.value, "", 0, str(why))
    return Record(place, record.offset, record.headers, texts, record.value, key, sequence)


@cache
def _place(topic: str, partition: int) -> Place:
    """One for all records of a partition."""
    return Place(topic, partition)


def from_parked(row: Row[Any]) -> Record:
    """A record that was set aside; its partition and offset don't matter any more."""
    pairs = [(name, value.encode("latin-1")) for name, value in row.headers]
    return Record(Place(row.topic, -1), -1, pairs, header_texts(pairs), row.data, row.key, row.sequence)
