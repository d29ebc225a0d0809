"""An outbox full of facts that haven't gone out, as use cases would have left it."""

import json
import random
from collections import Counter
from collections.abc import Sequence

import asyncpg

from deploy.bench.bus.places import COURSES, PLACES, course
from shared.messaging.envelope import Cause
from shared.messaging.outbox import key_hash


async def fill(url: str, facts: int, courses: Sequence[int] = range(COURSES), told: int = 0) -> None:
    """Tell so many facts in one commit, each about a course drawn from these; each course has `told` already."""
    drawn = random.Random(4).choices(courses, k=facts)  # the same for everybody
    counts = Counter[int]()
    sequences: list[int] = []
    for each in drawn:
        counts[each] += 1
        sequences.append(told + counts[each])
    keys = [course(each) for each in drawn]
    connection = await asyncpg.connect(url)
    try:
        context = json.dumps(Cause("user:bench").as_context())
        hashes = {key: key_hash(key) for key in set(keys)}
        await connection.execute(_TELL, PLACES.name, keys, [hashes[key] for key in keys], sequences, context)
        await connection.execute(_COUNT, PLACES.name, list(map(course, counts)), [told + n for n in counts.values()])
        await connection.execute("VACUUM (ANALYZE)")
    finally:
        await connection.close()


_TELL = """
INSERT INTO outbox (event_id, topic, key, key_hash, sequence, type, version, data, context, recorded_at)
SELECT uuidv7(), $1, key, key_hash, sequence, 'bench.PlaceTaken', 1,
       format('{"course_id":"%s","school_id":"%s","person_id":"%s","fee":12000}', key, uuidv7(), uuidv7()), $5, now()
  FROM unnest($2::text[], $3::int[], $4::bigint[]) WITH ORDINALITY AS t (key, key_hash, sequence, place)
 ORDER BY place
"""

_COUNT = """
INSERT INTO streams (topic, key, last_sequence) SELECT $1, * FROM unnest($2::text[], $3::bigint[])
    ON CONFLICT (topic, key) DO UPDATE SET last_sequence = excluded.last_sequence
"""
