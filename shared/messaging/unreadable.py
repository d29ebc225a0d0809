"""A record that aiokafka can't read would be fetched for ever, and stop its partition: it is kept as rejected."""

from shared.messaging.kafka_log import UNREADABLE, KafkaLog, Place
from shared.messaging.records import Record, from_kafka

FARTHEST = 5000
"""Offsets to look at: what one fetch brings is rarely more."""


async def up_to_unreadable(log: KafkaLog, place: Place, position: int, end: int) -> list[Record]:
    """The records from `position` to the first that can't be read, and that one, without key or number, last.

    Nothing, when all of them can be read. One by one, so it is slow: for when nothing else gets on.
    """
    found: list[Record] = []
    for offset in range(position, min(end, position + FARTHEST)):
        try:
            record = await log.record_at(place, offset)
        except UNREADABLE as error:
            return [*found, Record(place, offset, [], {}, None, "", 0, f"can't be read: {type(error).__name__}")]
        if record:
            found.append(from_kafka(record, log.kafka))
    return []
