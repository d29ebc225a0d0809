"""A past: facts that went out and were read years ago, and are kept."""

import asyncpg

from deploy.bench.bus.ground import Field
from deploy.bench.bus.places import PLACES, course
from shared.messaging.kafka_log import looking_at

EACH = 10
"""Facts that each kept course has."""

AT_ONCE = 1_000_000


async def keep(at: Field, facts: int, reader: str) -> None:
    """Keep so many published facts, with the streams and the reader's inbox rows that belong to them.

    They lie on partitions that the topic doesn't have, for the relay compares those that it has with Kafka.
    """
    async with looking_at(at.kafka, "bench") as log:
        cluster = await log.cluster_id()
    connection = await asyncpg.connect(at.url, server_settings={"synchronous_commit": "off"})
    try:
        await connection.execute(_HEADS, cluster, PLACES.name, PLACES.partitions)
        for begin in range(0, facts // EACH, AT_ONCE // EACH):
            place = (begin, min(begin + AT_ONCE // EACH, facts // EACH) - 1)
            await connection.execute(_OUTBOX, PLACES.name, EACH, *place, course(0)[:-12])
        await connection.execute(_STREAMS, EACH)
        await connection.execute(_READERS, reader)
        await connection.execute(_INBOX, reader)
        await connection.execute("VACUUM (ANALYZE)")
    finally:
        await connection.close()


_HEADS = "INSERT INTO heads SELECT $1, $2, generate_series(0, $3::int - 1), 0"

_OUTBOX = """
INSERT INTO outbox (event_id, topic, key, key_hash, sequence, type, version, data, context, recorded_at, published_at,
                    kafka_partition, kafka_offset)
SELECT uuidv7(), $1, $5::text || lpad(number::text, 12, '0'), 0, sequence, 'bench.PlaceTaken', 1,
       format('{"course_id":"%s","school_id":"%s","person_id":"%s","fee":12000}', uuidv7(), uuidv7(), uuidv7()),
       '{"actor": "user:bench"}', now(), now(), 100 + number % 6, number * $2::int + sequence
  FROM generate_series($3::int, $4::int) AS number, generate_series(1, $2::int) AS sequence
"""

_STREAMS = "INSERT INTO streams SELECT topic, key, $1 FROM outbox WHERE sequence = 1"

_READERS = "INSERT INTO readers (reader, acts_from) VALUES ($1, now())"

_INBOX = "INSERT INTO inbox (reader, topic, key, last) SELECT $1, topic, key, last_sequence FROM streams"
