"""Facts to bytes and back: CloudEvents 1.0 in Kafka's binary mode, JSON data (system.md, "Wire form")."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from asyncpg.pgproto import pgproto
from pydantic import TypeAdapter, ValidationError

from shared.contracts.fact import Fact, FactType, fact_type
from shared.messaging.envelope import Cause, Envelope

TICK = "bus.Tick"
"""The type of a record that says nothing: it only makes an idle compacted segment roll."""

DISCARDED = "bus.Discarded"
"""The type of a record that keeps a fact's number and says nothing: Kafka refused the fact, and its owner let it go."""

LONGEST_KEY = 512
"""Bytes. Our keys are ids and years; an index entry could not hold a long one."""

Headers = Sequence[tuple[str, bytes | None]]
"""A record's headers as Kafka hands them over; a value may be missing."""


class Undecodable(Exception):
    """A record that can't be read as the fact that it claims to be. The text never holds the record's values."""


class Unnumbered(Exception):
    """A record without a key or a number: it has no place in any order."""


class UnknownFact(Exception):
    """A type or version that this build doesn't know: a newer one may."""


@dataclass(frozen=True, slots=True)
class Known:
    """A kind of fact and how its data is read and written."""

    cls: type[Any]
    type: FactType
    adapter: TypeAdapter[Any]


@cache
def adapter(cls: type[Any]) -> TypeAdapter[Any]:
    """Pydantic's reader and writer of a dataclass; readers ignore what they don't know."""
    return TypeAdapter(cls)


def encode(told: Fact) -> str | None:
    """The JSON data of a fact, as the version that its owner tells; None for a tombstone."""
    kind, written = fact_type(told), adapter(type(told))
    if kind.tombstone:
        return None
    if kind.still:
        return _JSON.dump_json(kind.still(written.dump_python(told, mode="json"))).decode()
    return written.dump_json(told).decode()


class Codec:
    """Reads records of the given contracts; knows nothing else."""

    def __init__(self, contracts: Iterable[type[Any]]) -> None:
        known = [Known(cls, fact_type(cls), adapter(cls)) for cls in contracts]
        self._known: Mapping[str, Known] = {each.type.name: each for each in known}
        versions = {named(each.type.name, n) for each in known for n in (each.type.version, *each.type.older)}
        self.readable = frozenset({named(DISCARDED, 1), *versions})
        """All that this build can read, as `named` names it."""

    def knows(self, type_name: str, version: int) -> bool:
        """Can this build read that version of that type?"""
        if (type_name, version) == (DISCARDED, 1):
            return True
        known = self._known.get(type_name)
        return known is not None and (version == known.type.version or version in known.type.older)

    def kind(self, type_name: str) -> FactType | None:
        """The declaration of a type that this build knows."""
        known = self._known.get(type_name)
        return known.type if known else None

    def tombstone_on(self, topic: str) -> FactType | None:
        """The fact that erases a key of a state topic."""
        kinds = (known.type for known in self._known.values())
        return next((kind for kind in kinds if kind.tombstone and kind.topic.name == topic), None)

    def decode(self, envelope: Envelope, data: bytes | None) -> Any:
        """The fact behind an envelope; raises `UnknownFact` or `Undecodable`."""
        known = self._known.get(envelope.type)
        if known is None or not self.knows(envelope.type, envelope.version):
            raise UnknownFact(named(envelope.type, envelope.version))
        if known.type.tombstone:
            return self._validate(known, {known.type.key: envelope.key})
        if data is None:
            raise Undecodable(f"{envelope.type} without data")
        if envelope.version == known.type.version:
            return self._validate_json(known, data)
        return self._validate(known, _upcast(known, envelope.version, data))

    @staticmethod
    def _validate_json(known: Known, data: bytes) -> Any:
        try:
            return known.adapter.validate_json(data)
        except ValidationError as error:
            raise Undecodable(_without_values(known, error)) from None

    @staticmethod
    def _validate(known: Known, data: dict[str, Any]) -> Any:
        try:
            return known.adapter.validate_python(data, strict=False)
        except ValidationError as error:
            raise Undecodable(_without_values(known, error)) from None


def named(type_name: str, version: int) -> str:
    """One version of a type in words."""
    return f"{type_name} version {version}"


def source(service: str) -> str:
    """A service as CloudEvents name it."""
    return f"/services/{service}"


def headers(envelope: Envelope) -> list[tuple[str, bytes]]:
    """The CloudEvents headers of a record."""
    told = (envelope.topic, envelope.type, envelope.version, envelope.key.encode(), envelope.sequence, envelope.time)
    return told_headers(envelope.event_id, *told, envelope.cause.as_context())


def told_headers(
    event_id: UUID,
    topic: str,
    type_name: str,
    version: int,
    key: bytes,
    sequence: int,
    time: datetime,
    context: Mapping[str, str | None],
) -> list[tuple[str, bytes]]:
    """The same from an outbox row's columns: the relay makes no envelope of a row that it only passes on."""
    written = [
        *_kind_headers(topic, type_name, version),
        ("ce_id", str(event_id).encode()),
        ("ce_subject", key),
        ("ce_time", time.isoformat().encode()),
        ("ce_sequence", b"%d" % sequence),
        ("ce_actor", (context.get("actor") or "unknown").encode()),
    ]
    for name, header in _CAUSES:
        if text := context.get(name):
            written.append((header, text.encode()))
    return written


@cache
def _kind_headers(topic: str, type_name: str, version: int) -> tuple[tuple[str, bytes], ...]:
    """What all facts of a kind have alike."""
    return (
        ("ce_specversion", b"1.0"),
        ("ce_source", source(topic.partition(".")[0]).encode()),
        ("ce_type", type_name.encode()),
        ("ce_dataschema", f"urn:alliance:{type_name}:{version}".encode()),
        ("content-type", b"application/json"),
    )


_CAUSES = (("correlation_id", "ce_correlationid"), ("causation_id", "ce_causationid"), ("traceparent", "traceparent"))
"""A cause's names in an outbox row and in a record."""


def read_number(key: bytes | None, texts: Mapping[str, str]) -> tuple[str, int]:
    """A record's key and number in its key's story; raises `Unnumbered`."""
    sequence = texts.get("ce_sequence", "")
    if not key:
        raise Unnumbered("no key")
    if not (sequence.isascii() and sequence.isdecimal() and len(sequence) <= 18 and int(sequence) > 0):
        raise Unnumbered("no sequence number above 0")
    return key_text(key), int(sequence)


def key_text(key: bytes) -> str:
    """A key that tables can hold; raises `Unnumbered`."""
    if not 0 < len(key) <= LONGEST_KEY or b"\0" in key:
        raise Unnumbered(f"a key over {LONGEST_KEY} bytes, or with a NUL in it")
    try:
        return key.decode()
    except UnicodeDecodeError:
        raise Unnumbered("a key that isn't UTF-8") from None


def read_envelope(topic: str, key: str, sequence: int, texts: Mapping[str, str]) -> Envelope:
    """The envelope that a record's headers tell; raises `Undecodable`."""
    if "\0" in "".join(texts.values()):  # no table could hold it
        raise Undecodable("a header with a NUL in it")
    try:
        return Envelope(
            event_id=pgproto.UUID(texts["ce_id"]),
            type=texts["ce_type"],
            version=int(texts["ce_dataschema"].rpartition(":")[2]),
            topic=topic,
            key=key,
            sequence=sequence,
            time=_moment(texts["ce_time"]),
            cause=_cause(
                texts["ce_actor"],
                texts.get("ce_correlationid"),
                texts.get("ce_causationid"),
                texts.get("traceparent"),
            ),
        )
    except KeyError as missing:
        raise Undecodable(f"no header {missing.args[0]}") from None
    except ValueError:
        raise Undecodable("a header that can't be read") from None


def header_texts(pairs: Headers) -> dict[str, str]:
    """Headers as text; bytes that aren't UTF-8 are replaced, so that they fail where they matter."""
    try:
        return {name: value.decode() for name, value in pairs if value is not None}
    except UnicodeDecodeError:
        return {name: value.decode(errors="replace") for name, value in pairs if value is not None}


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time of no known zone can't be compared")
    return moment


@lru_cache(maxsize=1000)
def _cause(actor: str, correlation: str | None, causation: str | None, traceparent: str | None) -> Cause:
    """What people do has no cause but them, so the same few causes come again and again."""
    return Cause(actor, _uuid(correlation), _uuid(causation), traceparent)


def _uuid(text: str | None) -> UUID | None:
    """asyncpg's UUID is one like any other, and read ten times as fast."""
    return pgproto.UUID(text) if text else None


def _upcast(known: Known, version: int, data: bytes) -> dict[str, Any]:
    """Old data, read as each next version until it is this build's; raises `Undecodable`."""
    try:
        value: Any = _JSON.validate_json(data)
        for each in range(version, known.type.version):
            value = known.type.older[each](value)
        return value
    except Exception as error:  # noqa: BLE001 - an upcast meets whatever was written once
        what = f"{named(known.type.name, version)} can't be read as version {known.type.version}"
        raise Undecodable(f"{what}: {type(error).__name__}") from None


def _without_values(known: Known, error: ValidationError) -> str:
    """What is wrong, and in which field, without the values: they may be personal, and so may a mapping's keys."""
    names = {field.name for field in fields(known.cls)}
    found = error.errors(include_input=False, include_context=False, include_url=False)
    places = {(_field(each["loc"], names), each["type"]) for each in found}
    return f"{known.type.name}: " + "; ".join(f"{field}: {kind}" for field, kind in sorted(places))


def _field(place: tuple[int | str, ...], names: set[str]) -> str:
    return ".".join(str(part) for part in place if isinstance(part, int) or part in names)


_JSON: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])
