"""Harm to Kafka's own files, and more partitions."""

from __future__ import annotations

import asyncio
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient, NewPartitions
from aiokafka.errors import InvalidPartitionsError, UnknownTopicOrPartitionError

KEPT = 0.7
"""Of a log's last file: what a machine that lost power may have written down."""


def cut_tails(data: Path) -> None:
    """Cut the end of every topic's newest files, in the middle of a record most likely; Kafka must be down."""
    for folder in data.glob("[a-z]*.*-*"):
        newest = max(folder.glob("*.log"))
        with newest.open("r+b") as file:
            file.truncate(int(newest.stat().st_size * KEPT))


def add_partition(bootstrap: str, topic: str) -> bool:
    """One partition more than the topic has; False when there is no such topic, or not yet again.

    A broker that has just started may count fewer than there are: "would not be an increase".
    """
    try:
        asyncio.run(_add_partition(bootstrap, topic))
    except (InvalidPartitionsError, UnknownTopicOrPartitionError):
        return False
    return True


async def _add_partition(bootstrap: str, topic: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        (described,) = await admin.describe_topics([topic])
        await admin.create_partitions({topic: NewPartitions(len(described["partitions"]) + 1)})
    finally:
        await admin.close()
