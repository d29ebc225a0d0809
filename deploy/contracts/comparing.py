"""Compares two schemas of one version of a fact: within a version, optional fields are added, and nothing else changes.

Facts of the one shape stay on Kafka for ever and are read again by every rebuild; facts of the other reach readers of
the last release. So whatever either of them can't read is a break.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]

REMARKS = {"$schema", "$id", "title", "description", "examples"}
"""Words for people."""


NEW_VERSION = 'Put it back, or make a new version (CONTRIBUTING, "A new version").'


@dataclass(frozen=True, slots=True)
class Break:
    """What can't be read any more: `field` (dotted; empty for the whole), what happened to it, and what to do."""

    field: str
    says: str
    remedy: str = NEW_VERSION


def breaks(old: Schema, new: Schema, at: str = "") -> Iterator[Break]:
    """What breaks from one schema to the other."""
    old, new = _plain(old), _plain(new)
    parts = [name for name in _PARTS if name in old and name in new]
    if _rest(old, parts) != _rest(new, parts):
        yield Break(at, f"was retyped from {words(old)} to {words(new)}")
        return
    if "default" in old and "default" in new and old["default"] != new["default"]:
        yield Break(at, f"has {new['default']!r} for its default, which was {old['default']!r}")
    for name in parts:
        yield from _PARTS[name](old, new, at)


def words(schema: Schema) -> str:
    """A schema in few words."""
    if "anyOf" in schema:
        return " or ".join(words(each) for each in schema["anyOf"])
    if "items" in schema:
        return f"array of {words(schema['items'])}"
    if "enum" in schema:
        return f"one of {_list(schema['enum'])}"
    return f"{schema['type']} ({schema['format']})" if "format" in schema else str(schema.get("type", "anything"))


def _fields(old: Schema, new: Schema, at: str) -> Iterator[Break]:
    was, now = old["properties"], new["properties"]
    for name, schema in was.items():
        path = f"{at}.{name}" if at else name
        if name not in now:
            yield Break(path, "was removed")
        else:
            yield from _duty(name in _required(old), name in _required(new), path)
            yield from breaks(schema, now[name], path)
    for name in sorted(now.keys() - was.keys() & _required(new)):
        yield Break(f"{at}.{name}" if at else name, "was added without a default")


def _duty(was: bool, now: bool, at: str) -> Iterator[Break]:
    if was and not now:
        yield Break(at, "became optional, and readers of the last release need it")
    if now and not was:
        yield Break(at, "became required, and older facts lack it")


def _values(old: Schema, new: Schema, at: str) -> Iterator[Break]:
    lost = [value for value in old["enum"] if value not in new["enum"]]
    gained = [value for value in new["enum"] if value not in old["enum"]]
    if lost:
        yield Break(at, f"lost the value {_list(lost)}, which older facts have")
    if gained:
        yield Break(at, f"gained the value {_list(gained)}, which readers of the last release can't decode")


def _items(old: Schema, new: Schema, at: str) -> Iterator[Break]:
    yield from breaks(old["items"], new["items"], f"{at}[]")


def _mapped(old: Schema, new: Schema, at: str) -> Iterator[Break]:
    yield from breaks(old["additionalProperties"], new["additionalProperties"], f"{at}[]")


def _alternatives(old: Schema, new: Schema, at: str) -> Iterator[Break]:
    """Alternatives of the same kinds are compared in pairs, whatever order they are in."""
    yield from _side_by_side(sorted(old["anyOf"], key=_kind), sorted(new["anyOf"], key=_kind), at)


def _kind(schema: Schema) -> tuple[str, str]:
    return str(schema.get("type")), str(schema.get("format"))


def _places(old: Schema, new: Schema, at: str) -> Iterator[Break]:
    yield from _side_by_side(old["prefixItems"], new["prefixItems"], at)


def _side_by_side(old: Sequence[Schema], new: Sequence[Schema], at: str) -> Iterator[Break]:
    if [*map(_kind, old)] != [*map(_kind, new)]:
        yield Break(at, f"was retyped from {' or '.join(map(words, old))} to {' or '.join(map(words, new))}")
        return
    for was, now in zip(old, new, strict=True):
        yield from breaks(was, now, at)


_PARTS: Mapping[str, Callable[[Schema, Schema, str], Iterator[Break]]] = {
    "properties": _fields,
    "enum": _values,
    "items": _items,
    "additionalProperties": _mapped,
    "anyOf": _alternatives,
    "prefixItems": _places,
}
"""How a keyword's parts are compared; what has no line here has to stay equal."""


def _plain(schema: Schema) -> Schema:
    """The schema with one word for each thing: a constant is an enum of one value; x- is no part of the shape."""
    plain = {name: value for name, value in schema.items() if not name.startswith("x-") and name not in REMARKS}
    if "const" in plain:
        plain["enum"] = [plain.pop("const")]
    if isinstance(plain.get("additionalProperties"), bool):
        plain["closed"] = not plain.pop("additionalProperties")
    return plain


def _rest(schema: Schema, parts: Sequence[str]) -> Schema:
    """What has to stay as it is; what is required is compared field by field."""
    left_out = {*parts, "default", *(["required"] if "properties" in parts else [])}
    return {name: value for name, value in schema.items() if name not in left_out}


def _required(schema: Schema) -> set[str]:
    return set(schema.get("required", ()))


def _list(values: Sequence[Any]) -> str:
    return ", ".join(map(str, values))
