"""A consumer that waits until there is something: FastStream sleeps for as long again after each poll that was empty.

Half of all facts came while it slept, and looking twenty times a second cost an idle service a fiftieth of a core.
"""

from functools import partial
from typing import Any, cast

from aiokafka import AIOKafkaConsumer
from faststream.kafka import KafkaBroker


class PatientConsumer(AIOKafkaConsumer):
    """An aiokafka consumer whose `getmany` never comes back with nothing."""

    async def getmany(self, *partitions: Any, timeout_ms: int = 0, max_records: int | None = None) -> dict[Any, Any]:
        """The next records, as soon as there are any; every `timeout_ms` milliseconds it looks whether all is well.

        Raises what aiokafka's own raises: `ConsumerStoppedError`, what the group's coordinator refuses.
        """
        assert timeout_ms > 0, "without a time-out this would spin"
        while not (found := await super().getmany(*partitions, timeout_ms=timeout_ms, max_records=max_records)):
            pass
        return cast("dict[Any, Any]", found)


async def connect_patiently(broker: KafkaBroker) -> None:
    """Have the broker's subscribers read by patient consumers; before it is started, which connects it otherwise."""
    builder = cast("partial[AIOKafkaConsumer]", await broker.connect())
    broker.config.broker_config.builder = partial(PatientConsumer, **builder.keywords)
