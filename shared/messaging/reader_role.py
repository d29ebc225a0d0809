"""A reader on Kafka: FastStream brings the batches, the reader's own positions say from where (bus.md)."""

import asyncio
from collections.abc import Collection, Coroutine, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from time import monotonic
from typing import Any, Generic, TypeVar

import structlog
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import FAKE_CONSUMER, KafkaMessage

from shared.messaging.assignment import Assignment
from shared.messaging.bookmarks import Bookmarks
from shared.messaging.crash_points import reached
from shared.messaging.inbox import ReadElsewhere
from shared.messaging.interruption import only_asked_to_end
from shared.messaging.kafka_log import Kafka, KafkaLog, Place, looking_at
from shared.messaging.kafka_log import Record as KafkaRecord
from shared.messaging.patient_consumer import connect_patiently
from shared.messaging.perseverance import Perseverance
from shared.messaging.reader import Reader
from shared.messaging.records import Record, from_kafka
from shared.messaging.unreadable import up_to_unreadable
from shared.messaging.watchdog import Watchdog
from shared.messaging.work import Work
from shared.observability.health import Health
from shared.observability.metrics import Metrics

W = TypeVar("W", bound=Work)

BATCH = 500
"""Records at most in one transaction."""

CHECK = 1_000
"""Milliseconds between two looks whether the consumer is well while nothing comes; what comes ends the wait at once."""

SESSION = 10.0
"""Seconds after which Kafka gives a silent member's partitions to others."""

A_DAY = 24 * 3600 * 1000
"""Milliseconds. Our watchdog ends stuck processes, not the group."""

NEWS = 30_000
"""Milliseconds until new partitions are noticed."""

FINISH = 1.0
"""Seconds that the batch in hand may take when the role ends; then it is rolled back."""

STOP = 2.5
"""Seconds that all of it may take, leaving the group too: a frozen broker would hold us longer."""

LOOK = 5.0
"""Seconds between two looks whether we progress."""

PAUSE = 1.0
"""Seconds before what failed is tried again, and between two looks whether parked facts may follow."""

log = structlog.get_logger()


class Stuck(Exception):
    """There is something to read, and FastStream or aiokafka doesn't bring it: they are built anew."""


class ReaderRole(Generic[W]):
    """One member of a reader's group."""

    def __init__(
        self, reader: Reader[W], kafka: Kafka, health: Health, metrics: Metrics, session: float = SESSION
    ) -> None:
        self._reader = reader
        self._kafka = kafka
        self._health = health
        self._metrics = metrics
        self._session = int(session * 1000)
        self._patience = Perseverance(reader, health)
        self._bookmarks = Bookmarks()
        self._in_hand = False

    async def run(self) -> None:
        """Read until cancelled; whatever goes wrong with Kafka is said, waited for, and begun anew."""
        while True:
            try:
                with only_asked_to_end():
                    async with looking_at(self._kafka, self._reader.name) as kafka_log:
                        await self._read(kafka_log)
            except Exception as error:  # noqa: BLE001 - said, and begun anew
                self._health.not_ready("consumer", _because(error))
                log.warning("reader.interrupted", reader=self._reader.name, error=type(error).__name__)
            await asyncio.sleep(PAUSE)

    async def _read(self, kafka_log: KafkaLog) -> None:
        await self._reader.start()
        await self._topics_exist(kafka_log)
        broker = KafkaBroker(
            self._kafka.bootstrap,
            client_id=self._reader.name,
            consumer_only=True,
            allow_auto_create_topics=False,
            apply_types=False,
            logger=None,
            graceful_timeout=FINISH,
            metadata_max_age_ms=NEWS,
        )
        self._bookmarks.close()
        assignment = Assignment(self._reader, kafka_log, self._bookmarks)
        subscriber = self._subscribe(broker, assignment)
        try:
            await connect_patiently(broker)
            await broker.start()
            await _first_end(self._follow(), self._watch(kafka_log, assignment, subscriber))
        finally:
            assignment.ended = True
            await asyncio.wait([asyncio.ensure_future(broker.stop())], timeout=STOP)

    async def _follow(self) -> None:
        """Beside the batches, let parked facts follow whose turn has come."""
        while True:
            try:
                while free := await self._reader.free_to_follow():
                    for _, story in groupby(free, key=lambda each: each.stream):
                        await self._patience.see_through(list(story), again=True)
            except Exception as error:  # noqa: BLE001 - the database is away; `_watch` says so
                log.warning("reader.following", reader=self._reader.name, error=type(error).__name__)
            await asyncio.sleep(PAUSE)

    async def _watch(self, kafka_log: KafkaLog, assignment: Assignment, subscriber: Any) -> None:
        """Do we progress? Raises `Stuck`, and what Kafka fails with."""
        watchdog = Watchdog(self._reader, self._metrics)
        await self._first_assignment()
        while True:
            ends = await kafka_log.ends(self._reader.subscription.topics)
            here = dict(self._bookmarks.next)
            try:
                await self._reader.measure()
                stopped = await self._reader.stopped_because()
                positions = await self._reader.positions(self._bookmarks.cluster)
                stalled = watchdog.look(ends, positions)
            except Exception as error:  # noqa: BLE001 - only the database is asked here
                self._health.not_ready("consumer", f"waiting for the database: {type(error).__name__}")
            else:
                if not self._in_hand and self._bookmarks.are_ahead(here, positions):
                    await assignment.begin_anew()  # a rebuild, or a restore: the next record may be long in coming
                self._judge(stopped, stalled)
            if len(subscriber.tasks) != 1 or subscriber.tasks[0].done():
                await self._step_over(kafka_log, ends)
                raise Stuck("FastStream's task has ended")
            await self._tell(assignment)
            await asyncio.sleep(LOOK)

    async def _first_assignment(self) -> None:
        """Until we have our places, for as long as between two looks at most: so we are ready as soon as we are."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK):
                await self._bookmarks.begun.wait()

    def _judge(self, stopped: str | None, stalled: Collection[str]) -> None:
        """Say how we are; raises `Stuck` when records aren't brought although nothing is in hand."""
        if stopped:
            self._health.not_ready("consumer", f"stopped: {stopped}; an operator resumes it")
        elif stalled:
            self._health.not_ready("consumer", min(stalled))
            if not self._in_hand:
                raise Stuck(min(stalled))
        elif self._bookmarks.cluster and not self._patience.trouble:
            self._health.ready("consumer")

    async def _step_over(self, kafka_log: KafkaLog, ends: Mapping[Place, int]) -> None:
        """Where aiokafka can't read what is next, see through what comes before the bad record, and reject that one."""
        for place, begin in sorted(self._bookmarks.next.items()):
            if records := await up_to_unreadable(kafka_log, place, begin, ends.get(place, 0)):
                log.error("reader.unreadable", reader=self._reader.name, topic=place.topic, offset=records[-1].offset)
                await self._patience.see_through(records, self._bookmarks.steps(records))

    async def _tell(self, assignment: Assignment) -> None:
        try:
            await assignment.tell()
        except (KafkaError, TimeoutError) as error:
            log.debug("reader.offsets", reader=self._reader.name, error=type(error).__name__)

    async def _topics_exist(self, kafka_log: KafkaLog) -> None:
        """Owners make their topics; until then there is nothing to read."""
        topics = self._reader.subscription.topics
        while missing := {each.name for each in topics} - (await kafka_log.partitions(topics)).keys():
            because = f"waiting for the topic {min(missing)}: its owner hasn't made it yet"
            self._health.not_ready("consumer", because)
            await asyncio.sleep(0.2)

    def _subscribe(self, broker: KafkaBroker, assignment: Assignment) -> Any:
        subscriber = broker.subscriber(
            *(self._kafka.name(topic.name) for topic in self._reader.subscription.topics),
            group_id=self._kafka.name(self._reader.name),
            batch=True,
            max_records=BATCH,
            batch_timeout_ms=CHECK,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.MANUAL,
            max_poll_interval_ms=A_DAY,
            rebalance_timeout_ms=60_000,
            session_timeout_ms=self._session,
            heartbeat_interval_ms=self._session // 3,
            listener=assignment,
            parser=_whole,
            decoder=_records,
        )
        assignment.consumer = lambda: subscriber.consumer

        async def batch(records: Sequence[KafkaRecord]) -> None:
            await self._batch(records, assignment)

        subscriber(batch)
        return subscriber

    async def _batch(self, records: Sequence[KafkaRecord], assignment: Assignment) -> None:
        """See one batch through; FastStream would swallow what is raised here, and read on."""
        began = monotonic()
        fitting, again = self._bookmarks.sift(from_kafka(each, self._kafka) for each in records)
        assignment.seek(again)
        if not fitting:
            return
        age = self._metrics.batch_age.labels(reader=self._reader.name)
        age.set_function(lambda: monotonic() - began)
        self._in_hand = True
        try:
            await self._apply(fitting, assignment)
        finally:
            self._in_hand = False
            age.set_function(lambda: 0.0)
        self._metrics.batches.labels(reader=self._reader.name).observe(monotonic() - began)

    async def _apply(self, records: Sequence[Record], assignment: Assignment) -> None:
        steps = self._bookmarks.steps(records)
        reached("reader.read")
        try:
            await self._patience.see_through(records, steps)
        except Exception as error:  # noqa: BLE001 - mostly `ReadElsewhere`; whatever it is, the batch wasn't applied
            expected = isinstance(error, ReadElsewhere)
            log.warning("reader.elsewhere", reader=self._reader.name, error=type(error).__name__)
            await asyncio.sleep(0 if expected else PAUSE)
            await assignment.begin_anew()
        else:
            self._bookmarks.turn(steps)


def _because(error: Exception) -> str:
    """Why we don't read, in a line for an operator."""
    if isinstance(error, Stuck):
        return str(error)
    what = "waiting for Kafka" if isinstance(error, KafkaError | OSError) else "interrupted"
    return f"{what}: {type(error).__name__}"


async def _first_end(*works: Coroutine[Any, Any, None]) -> None:
    """Do these side by side until the first ends, with what it raises; the others are cancelled."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _whole(records: tuple[KafkaRecord, ...]) -> KafkaMessage:
    """A batch as it came; FastStream's own parser would fail on a header that isn't UTF-8."""
    return KafkaMessage(raw_message=records, body=b"", consumer=FAKE_CONSUMER)


async def _records(message: KafkaMessage) -> Any:
    """What the handler gets."""
    return message.raw_message
