"""The JSON Schema of a fact's data, as it is on the wire."""

from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from shared.contracts.fact import FactType, fact_type

DIALECT = "https://json-schema.org/draft/2020-12/schema"
"""The one that pydantic writes."""


class _WithoutTitles(GenerateJsonSchema):
    """A field's title would only repeat its name."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - pydantic gives it
        return False


def data_schema(cls: type[Any]) -> dict[str, Any]:
    """What a fact's data may be; a tombstone has none. Whole in itself: enums stand where they are used."""
    if fact_type(cls).tombstone:
        return {"description": cls.__doc__, "type": "null"}
    made = TypeAdapter(cls).json_schema(mode="serialization", schema_generator=_WithoutTitles)
    return _whole(made, made.pop("$defs", {}))


def key_schema(cls: type[Any]) -> dict[str, Any]:
    """What a fact's key may be: the schema of its field; Kafka has it as text."""
    made = TypeAdapter(cls).json_schema(mode="serialization", schema_generator=_WithoutTitles)
    return _whole(made, made.pop("$defs", {}))["properties"][fact_type(cls).key]


def schema_id(kind: FactType, version: int) -> str:
    """A schema's own name: what `ce_dataschema` says of a record."""
    return f"urn:alliance:{kind.name}:{version}"


def _whole(value: Any, definitions: dict[str, Any]) -> Any:
    match value:
        case {"$ref": str(place), **beside}:
            return _whole(definitions[place.rpartition("/")[2]] | beside, definitions)
        case dict():
            return {name: _whole(each, definitions) for name, each in value.items()}  # pyright: ignore[reportUnknownVariableType]
        case list():
            return [_whole(each, definitions) for each in value]  # pyright: ignore[reportUnknownVariableType]
        case _:
            return value
