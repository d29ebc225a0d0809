"""Facts to bytes and back."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.fact import fact
from shared.messaging import codec
from shared.messaging.codec import Codec, Undecodable, UnknownFact
from shared.messaging.envelope import Cause, Envelope
from tests.messaging.sample import COUNTS, BeanAdded, CardForgotten


def rename(data: dict[str, Any]) -> dict[str, Any]:
    """Version 1 said pot."""
    return {"jar": data.pop("pot"), **data}


def count(data: dict[str, Any]) -> dict[str, Any]:
    """Version 2 had no colour."""
    return {**data, "colour": "unknown"}


@fact(topic=COUNTS, key="jar", version=3, older={1: rename, 2: count})
@dataclass(frozen=True, slots=True)
class Painted:
    """A jar got a colour."""

    jar: str
    coats: int
    colour: str


def uncoloured(data: dict[str, Any]) -> dict[str, Any]:
    """As version 2 had it."""
    return {name: value for name, value in data.items() if name != "colour"}


@fact(topic=COUNTS, key="jar", version=3, older={1: rename, 2: count}, still=uncoloured)
@dataclass(frozen=True, slots=True)
class Varnished:
    """A jar was varnished; readers learn version 3, and the owner still tells version 2."""

    jar: str
    coats: int
    colour: str


CODEC = Codec([BeanAdded, CardForgotten, Painted, Varnished])


def envelope(kind: str, version: int = 1, key: str = "red") -> Envelope:
    """Around a fact."""
    return Envelope(UUID(int=1), kind, version, "sample.counts", key, 1, datetime(2026, 1, 1, tzinfo=UTC), Cause("a"))


@given(jar=st.text(st.characters(exclude_categories=["Cs"])), bean=st.integers(-(2**63), 2**63))
def test_a_fact_survives_the_way_there_and_back(jar: str, bean: int) -> None:
    """Whatever is in it."""
    told = BeanAdded(jar, bean)
    data = codec.encode(told)
    assert data is not None
    assert CODEC.decode(envelope("sample.BeanAdded"), data.encode()) == told


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


@given(
    actor=TEXT,
    correlation=st.none() | st.uuids(),
    causation=st.none() | st.uuids(),
    trace=st.none() | TEXT,
    at=st.datetimes(timezones=st.just(UTC)),
    sequence=st.integers(1, 10**18 - 1),
)
def test_an_envelope_survives_the_way_there_and_back(
    actor: str, correlation: UUID | None, causation: UUID | None, trace: str | None, at: datetime, sequence: int
) -> None:
    """As headers of bytes, and as a table's context."""
    cause = Cause(actor, correlation, causation, trace)
    sent = Envelope(UUID(int=7), "sample.BeanAdded", 1, "sample.counts", "red", sequence, at, cause)
    texts = codec.header_texts(codec.headers(sent))
    key, number = codec.read_number(b"red", texts)
    assert codec.read_envelope("sample.counts", key, number, texts) == sent
    assert Cause.from_context(json.loads(json.dumps(cause.as_context()))) == cause
    assert Cause.from_context(cause.by("any command").as_context()) == cause


def test_a_tombstone_has_no_data_and_is_read_from_its_key() -> None:
    """Nothing else is known of it."""
    assert codec.encode(CardForgotten("c")) is None
    assert CODEC.decode(envelope("sample.CardForgotten", key="c"), None) == CardForgotten("c")


def test_unknown_fields_are_ignored() -> None:
    """An owner may add a field without a new version."""
    assert CODEC.decode(envelope("sample.BeanAdded"), b'{"jar":"red","bean":1,"new":2}') == BeanAdded("red", 1)


@pytest.mark.parametrize(
    ("version", "data"),
    [
        (1, b'{"pot":"red","coats":2}'),
        (2, b'{"jar":"red","coats":2}'),
        (3, b'{"jar":"red","coats":2,"colour":"unknown"}'),
    ],
)
def test_older_versions_are_read_as_this_builds(version: int, data: bytes) -> None:
    """Step by step, each as the next."""
    assert CODEC.decode(envelope("sample.Painted", version), data) == Painted("red", 2, "unknown")


def test_while_readers_learn_a_version_the_owner_writes_the_one_before() -> None:
    """And everybody reads it, and the new one too."""
    data = codec.encode(Varnished("red", 2, "green"))
    assert data == '{"jar":"red","coats":2}'
    assert CODEC.decode(envelope("sample.Varnished", 2), data.encode()) == Varnished("red", 2, "unknown")
    new = b'{"jar":"red","coats":2,"colour":"green"}'
    assert CODEC.decode(envelope("sample.Varnished", 3), new) == Varnished("red", 2, "green")


SECRET = b"ann@example.org"


@pytest.mark.parametrize("data", [b"[]", b"{}", b'{"pot":1}', b"{", b"null", b'{"pot":"red","coats":"%s"}' % SECRET])
def test_an_older_version_that_cannot_be_read_is_undecodable(data: bytes) -> None:
    """Whatever the upcast meets; and the error doesn't quote it."""
    with pytest.raises(Undecodable) as error:
        CODEC.decode(envelope("sample.Painted", 1), data)
    assert "ann" not in str(error.value)


@pytest.mark.parametrize(("kind", "version"), [("sample.BeanAdded", 2), ("sample.Nothing", 1), ("sample.Painted", 0)])
def test_a_type_or_version_that_this_build_does_not_know_is_unknown(kind: str, version: int) -> None:
    """Not wrong: a newer build may know it."""
    assert not CODEC.knows(kind, version)
    with pytest.raises(UnknownFact):
        CODEC.decode(envelope(kind, version), b"{}")


def test_a_codec_tells_all_versions_that_it_reads() -> None:
    """In the words in which unknown facts are parked."""
    painted = {name for name in CODEC.readable if "Painted" in name}
    assert painted == {f"sample.Painted version {version}" for version in (1, 2, 3)}


@given(st.binary(max_size=200))
def test_no_bytes_make_decoding_fail_in_another_way(data: bytes) -> None:
    """What isn't a fact is undecodable, and what it held isn't in the error."""
    with pytest.raises(Undecodable) as error:
        CODEC.decode(envelope("sample.BeanAdded"), data + SECRET)
    assert "ann@" not in str(error.value)


@given(st.dictionaries(st.text(max_size=20), st.binary(max_size=20) | st.none(), max_size=12))
def test_no_headers_make_reading_fail_in_another_way(headers: dict[str, bytes | None]) -> None:
    """An envelope, or undecodable."""
    names = ("ce_id", "ce_type", "ce_dataschema", "ce_time", "ce_actor", "ce_correlationid")
    given_names = dict(zip(names, headers.values(), strict=False))
    texts = codec.header_texts(list((headers | given_names).items()))
    with suppress(Undecodable):
        assert codec.read_envelope("sample.counts", "red", 1, texts).key == "red"
