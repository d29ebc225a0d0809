"""An outbox full of facts that haven't gone out, as use cases would have left it; and one full of those that have."""

import json
import random
from collections import Counter
from collections.abc import Sequence

import asyncpg

from deploy.bench.bus.places import COURSES, PLACES, course
from shared.messaging.envelope import Cause
from shared.messaging.outbox import key_hash


async def fill(url: str, facts: int, courses: Sequence[int] = range(COURSES)) -> None:
    """Tell so many facts in one commit, each about a course drawn from these; the same courses every time."""
    drawn = [course(each) for each in random.Random(4).choices(courses, k=facts)]
    hashes = {key: key_hash(key) for key in set(drawn)}
    counts = Counter[str]()
    numbers: list[int] = []
    for key in drawn:
        counts[key] += 1
        numbers.append(counts[key])
    context = json.dumps(Cause("user:bench").as_context())
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute(_TELL, PLACES.name, drawn, [hashes[key] for key in drawn], numbers, context)
            await connection.execute(_COUNT, PLACES.name, list(counts), list(counts.values()))
        await connection.execute("VACUUM (ANALYZE) outbox, streams")
    finally:
        await connection.close()


_TELL = """
INSERT INTO outbox (event_id, topic, key, key_hash, sequence, type, version, data, context, recorded_at)
SELECT uuidv7(), $1, key, key_hash, coalesce(last_sequence, 0) + number, 'bench.PlaceTaken', 1,
       format('{"course_id":"%s","school_id":"%s","person_id":"%s","fee":12000}', key, uuidv7(), uuidv7()), $5, now()
  FROM unnest($2::text[], $3::int[], $4::bigint[]) WITH ORDINALITY AS t (key, key_hash, number, place)
  LEFT JOIN (SELECT key, last_sequence FROM streams WHERE topic = $1) AS s USING (key)
 ORDER BY place
"""

_COUNT = """
INSERT INTO streams AS s (topic, key, last_sequence) SELECT $1, * FROM unnest($2::text[], $3::bigint[])
    ON CONFLICT (topic, key) DO UPDATE SET last_sequence = s.last_sequence + excluded.last_sequence
"""
