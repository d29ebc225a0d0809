"""How far a reader is, against how long its logs are."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging import inbox
from shared.messaging.operations.desk import Desk
from shared.messaging.operations.kafka_view import viewing


@dataclass(frozen=True, slots=True)
class Progress:
    """Records that the reader has behind it, and records that there are."""

    read: int
    of: int


async def progress(desk: Desk, connection: AsyncConnection, reader: str) -> Progress:
    """Over all partitions; raises `UnknownReader` and `KafkaIsAway`."""
    topics = desk.known(reader)
    async with viewing(desk.kafka, desk.service) as log:
        cluster, ends = await log.cluster_id(), await log.ends(topics)
    stands = await inbox.positions(connection, reader, cluster)
    return Progress(sum(min(end, stands.get(place, 0)) for place, end in ends.items()), sum(ends.values()))
