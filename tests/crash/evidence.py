"""What is left when all is quiet: mail in the sink, rows in the databases, records on Kafka."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.parser import BytesHeaderParser
from pathlib import Path
from uuid import UUID

from deploy.contracts.maps import every_service
from shared.contracts.topics import Topic
from shared.messaging.kafka_log import Kafka, KafkaLog, looking_at
from tests.crash.quiet import Databases, unfinished, when_quiet
from tests.crash.stage import Standing

STATES = {topic.name for service in every_service() for topic in service.state_topics}
"""Topics that need to hold a key's newest record only."""

WELCOME = "school_joined"
"""The template of the e-mails to a school that joined."""

PATIENCE = 120.0
"""Seconds until all is quiet again. Usually it takes a tenth of that."""


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail in the sink."""

    address: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Message:
    """A row of notify's messages."""

    message_id: str
    event_id: UUID
    address: str | None
    state: str
    template: str = WELCOME


@dataclass(frozen=True, slots=True)
class Told:
    """A fact in an outbox, or on Kafka: number in its key's story, id, and whether no newer state replaced it."""

    topic: str
    key: str
    sequence: int
    event_id: UUID
    newest: bool = True

    @property
    def stream(self) -> tuple[str, str]:
        """The story that it is part of."""
        return self.topic, self.key


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that the verdict is based on.

    `members`: URNs, one for each row of registry's members; `kafka`: facts as they stand on Kafka, each partition in
    order; `unfinished`: what should be none.
    """

    members: list[int]
    mails: list[Mail]
    messages: list[Message]
    outbox: list[Told]
    kafka: list[Told]
    unfinished: dict[str, int]

    @property
    def of_welcomes(self) -> Evidence:
        """Without the messages about anything else than a school's joining, and without their e-mails."""
        others = {each.message_id for each in self.messages if each.template != WELCOME}
        return replace(
            self,
            messages=[each for each in self.messages if each.message_id not in others],
            mails=[each for each in self.mails if each.message_id not in others],
        )


def gather(stage: Standing) -> Evidence:
    """Wait until nothing is under way any more, or until that takes too long; then look at everything."""
    return asyncio.run(_gather(stage))


async def _gather(stage: Standing) -> Evidence:
    async with Databases.of(stage) as databases, looking_at(Kafka(stage.kafka.bootstrap), "verdict") as kafka:
        left = await when_quiet(lambda: unfinished(databases, kafka), PATIENCE)
        async with databases.at_one_moment():
            owners = databases.connections
            return Evidence(
                members=[row["urn"] for row in await owners["registry"].fetch(_MEMBERS)],
                messages=[Message(str(row[0]), *row[1:]) for row in await owners["notify"].fetch(_MESSAGES)],
                outbox=[Told(*row) for owner in owners.values() for row in await owner.fetch(OUTBOX)],
                kafka=await facts_on_kafka(kafka, databases.topics),
                mails=mails(stage.place.mail),
                unfinished=left,
            )


def mails(folder: Path) -> list[Mail]:
    """What the sink accepted."""
    return [_mail(file.read_bytes()) for file in sorted(folder.glob("*.eml"))]


def _mail(content: bytes) -> Mail:
    """The `Message-ID` is notify's own id of the message; `Delivered-To` is the sink's note of the envelope."""
    header = BytesHeaderParser().parsebytes(content)
    message_id, _, _ = header["Message-ID"].strip("<>").partition("@")
    return Mail(header["Delivered-To"].strip("<>").lower(), message_id)


async def facts_on_kafka(kafka: KafkaLog, topics: Sequence[Topic]) -> list[Told]:
    """Every fact that stands on these topics, also those that stand there twice; partition after partition."""
    told: list[Told] = []
    for place, end in (await kafka.ends(topics)).items():
        async for records in kafka.records(place, 0, end):
            for record in records:
                headers = dict(record.headers)
                if "ce_sequence" in headers:
                    number, event_id = int(headers["ce_sequence"]), UUID(headers["ce_id"].decode())
                    told.append(Told(place.topic, (record.key or b"").decode(), number, event_id))
    return told


_MEMBERS = "SELECT urn FROM schools WHERE joined_on IS NOT NULL AND left_on IS NULL"
_MESSAGES = "SELECT message_id, event_id, lower(address), state, template FROM messages"
OUTBOX = "SELECT topic, key, sequence, event_id, NOT superseded FROM outbox ORDER BY id"
