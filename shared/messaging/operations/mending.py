"""Put right a fact that can't be read: by number, so that it is obeyed whenever the number comes again."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from shared.contracts.fact import fact_type, key_of
from shared.messaging import decisions
from shared.messaging.codec import Undecodable, UnknownFact, header_texts, headers, read_envelope
from shared.messaging.decisions import Mended
from shared.messaging.envelope import Cause, Envelope
from shared.messaging.operations import parked_rows
from shared.messaging.operations.audit import note
from shared.messaging.operations.desk import Desk
from shared.messaging.operations.parked import MISSING, Decided
from shared.messaging.operations.parked_rows import Story
from shared.messaging.operations.refusals import WouldNotDecode
from shared.messaging.operations.rehearsal import rehearsing
from shared.messaging.operations.words import Name, Number, Why
from shared.messaging.outbox import LARGEST_FACT
from shared.messaging.work import Work


@dataclass(frozen=True, slots=True)
class MendParked:
    """Replace the data of the next number of a key; `type`, where its headers don't tell which fact it is."""

    reader: Name
    topic: Name
    key: Name
    sequence: Number
    data: dict[str, Any] | None
    type: Name | None = None
    why: Why = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Mending:
    """The use case."""

    desk: Desk

    async def mend(self, command: MendParked, work: Work) -> Decided:
        """The reader applies it at once; refuses what wouldn't decode as that fact, and a number that isn't next."""
        this = Story(command.reader, self.desk.topic_of(command.reader, command.topic), command.key)
        standing = await parked_rows.lock(work, this)
        row = await parked_rows.next_up(work, this, command.sequence, standing)
        envelope = self._envelope(command, row, work)
        mended = Mended(_kept(envelope), self._data(command, envelope))
        async with rehearsing(work, command.dry_run):
            await parked_rows.mend(work, this, command.sequence, mended, envelope.event_id, envelope.type)
            await decisions.keep(work.connection, command.reader, this.stream, command.sequence, mended, work.now)
            await note(work, "parked.mend", command.why, **this.about(command.sequence))
        follow = await parked_rows.following(work, this, command.sequence)
        return Decided(command.sequence, row.reason if row else MISSING, follow)

    def _envelope(self, command: MendParked, row: Row[Any] | None, work: Work) -> Envelope:
        """What can be read of its headers, made whole; raises `WouldNotDecode` when its type isn't known."""
        texts = _texts(row)
        kind = self.desk.codec.kind(command.type or texts.get("ce_type", ""))
        if kind is None or kind.topic.name != command.topic:
            raise WouldNotDecode(f"name a type of {command.topic}, its headers don't")
        whole = Envelope(
            work.new_id(), kind.name, kind.version, command.topic, command.key, command.sequence, work.now, work.cause
        )
        with suppress(Undecodable):
            read = read_envelope(command.topic, command.key, command.sequence, texts)
            return read._replace(type=kind.name, version=kind.version)
        return _as_far_as_readable(whole, texts)

    def _data(self, command: MendParked, envelope: Envelope) -> bytes | None:
        """The data as it would have come; raises `WouldNotDecode`."""
        try:
            data = None if command.data is None else json.dumps(command.data, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise WouldNotDecode("it has letters that no text can hold") from None
        if data is not None and len(data) > LARGEST_FACT:
            raise WouldNotDecode(f"it has {len(data)} bytes; the most is {LARGEST_FACT}")
        try:
            fact = self.desk.codec.decode(envelope, data)
        except (Undecodable, UnknownFact) as error:
            raise WouldNotDecode(str(error)) from None
        if key_of(fact) != command.key:
            raise WouldNotDecode(f"its {fact_type(fact).key} isn't the key {command.key}")
        return data


def _texts(row: Row[Any] | None) -> Mapping[str, str]:
    if row is None:
        return {}
    return header_texts([(name, value.encode("latin-1")) for name, value in row.headers])


def _as_far_as_readable(whole: Envelope, texts: Mapping[str, str]) -> Envelope:
    """Its own id, time and actor, where they can be read: readers know it by them."""
    with suppress(ValueError):
        whole = whole._replace(event_id=UUID(texts.get("ce_id", "")))
    with suppress(ValueError):
        time = datetime.fromisoformat(texts.get("ce_time", ""))
        whole = whole._replace(time=time if time.tzinfo else whole.time)
    actor = texts.get("ce_actor", "")
    return whole._replace(cause=Cause(actor)) if actor and "\0" not in actor else whole


def _kept(envelope: Envelope) -> list[list[str]]:
    return [[name, value.decode("latin-1")] for name, value in headers(envelope)]
