"""The wire form of every contract, as it was once agreed: headers and JSON, byte by byte.

A golden file is never changed. A new version of a fact gets a file of its own; the old one stays for as long as readers
meet the version. `UPDATE_GOLDEN=1` writes the files that are missing.
"""

import dataclasses
import json
import os
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.all import ALL_FACTS
from shared.contracts.fact import fact_type, key_of
from shared.messaging import codec
from shared.messaging.codec import Codec
from shared.messaging.envelope import Cause, Envelope

GOLDEN = Path(__file__).parent / "golden"
CODEC = Codec(ALL_FACTS)
CAUSE = Cause("user:0198c2a0-0000-7000-8000-000000000001", UUID(int=0xC0), UUID(int=0xCA), "00-0af7651916cd43dd-01")


def an_example(kind: type[Any]) -> Any:
    """A fact with a plain value in every field."""
    return kind(**{name: _value(hint, name) for name, hint in get_type_hints(kind).items()})


def envelope_of(told: Any) -> Envelope:
    """Around it, always the same."""
    kind = fact_type(told)
    at = datetime(2026, 9, 1, 8, 30, 0, 123456, tzinfo=UTC)
    return Envelope(UUID(int=0xE), kind.name, kind.told, kind.topic.name, key_of(told), 3, at, CAUSE)


def on_the_wire(told: Any) -> dict[str, Any]:
    """Key, headers and data of a fact, as a file can hold them."""
    data = codec.encode(told)
    headers = {name: value.decode() for name, value in codec.headers(envelope_of(told))}
    return {"key": key_of(told), "headers": headers, "data": None if data is None else json.loads(data)}


def golden_file(kind: type[Any]) -> Path:
    """One file for each version of each type."""
    return GOLDEN / f"{fact_type(kind).name}.{fact_type(kind).told}.json"


@pytest.mark.parametrize("kind", ALL_FACTS, ids=lambda kind: fact_type(kind).name)
def test_a_facts_wire_form_is_as_it_was_agreed(kind: type[Any]) -> None:
    """Whoever changes it breaks readers that are out there."""
    sent, file = on_the_wire(an_example(kind)), golden_file(kind)
    if not file.exists() and os.environ.get("UPDATE_GOLDEN"):
        file.write_text(json.dumps(sent, indent=2, ensure_ascii=False) + "\n")
    assert sent == json.loads(file.read_text())


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.json")), ids=lambda file: file.stem)
def test_every_agreed_wire_form_is_still_read(file: Path) -> None:
    """Also of versions that are no longer written."""
    agreed = json.loads(file.read_text())
    texts = agreed["headers"]
    key, number = codec.read_number(agreed["key"].encode(), texts)
    envelope = codec.read_envelope(texts["ce_type"].rpartition(".")[0], key, number, texts)
    data = None if agreed["data"] is None else json.dumps(agreed["data"]).encode()
    told = CODEC.decode(envelope, data)
    assert fact_type(told).name == texts["ce_type"]
    assert key_of(told) == agreed["key"]
    assert envelope.cause == CAUSE


@pytest.mark.parametrize("kind", ALL_FACTS, ids=lambda kind: fact_type(kind).name)
def test_every_fact_survives_the_way_there_and_back(kind: type[Any]) -> None:
    """Whatever is in its fields, unless it is told as the version before, which may say less."""

    @given(_facts(kind))
    def there_and_back(told: Any) -> None:
        data = codec.encode(told)
        read = CODEC.decode(envelope_of(told), data.encode() if data is not None else None)
        assert read == told or (fact_type(kind).still and codec.encode(read) == data)

    there_and_back()


def test_a_facts_name_is_its_owners() -> None:
    """Types and topics begin with the service that tells them, and no two facts share a name."""
    names = [fact_type(kind).name for kind in ALL_FACTS]
    assert len(set(names)) == len(names)
    assert all(fact_type(kind).name.startswith(fact_type(kind).topic.owner + ".") for kind in ALL_FACTS)


def _facts(kind: type[Any]) -> st.SearchStrategy[Any]:
    return st.builds(kind, **{name: _any(hint) for name, hint in get_type_hints(kind).items()})


def _any(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a field; text without lone surrogates, which no JSON can hold."""
    hint = _plain(hint)
    if hint is str:
        return st.text(st.characters(exclude_categories=["Cs"]))
    if get_origin(hint) is tuple:
        return st.lists(_any(get_args(hint)[0]), max_size=3).map(tuple)
    if get_origin(hint) in (Union, UnionType):
        return st.one_of(*(_any(each) for each in get_args(hint)))
    return st.from_type(hint)


def _value(hint: Any, name: str) -> Any:
    """A plain value of a field."""
    hint = _plain(hint)
    if get_origin(hint) is tuple:
        return (_value(get_args(hint)[0], name),)
    if get_origin(hint) in (Union, UnionType):
        return _value(next(each for each in get_args(hint) if each is not NoneType), name)
    if get_origin(hint) is Literal:
        return get_args(hint)[0]
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return next(iter(hint))
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return an_example(hint)
    known = {UUID: UUID(int=0xF), date: date(2026, 9, 1), datetime: datetime(2026, 9, 1, 8, 30, tzinfo=UTC)}
    return (known | {int: 100200, bool: True, str: f"{name}: Ærøskøbing"})[hint]


def _plain(hint: Any) -> Any:
    """A NewType is what it stands for."""
    while supertype := getattr(hint, "__supertype__", None):
        hint = supertype
    return hint
