"""The headers of a record: CloudEvents 1.0 in Kafka's binary mode, as `shared.messaging.codec` writes them."""

from typing import Any

from deploy.contracts.documents import Document
from deploy.contracts.schema import schema_id
from shared.contracts.fact import FactType
from shared.messaging.codec import LONGEST_KEY, source

UUID = {"type": "string", "format": "uuid"}


def common() -> Document:
    """What every record has; Kafka's headers are text in UTF-8."""
    return {
        "type": "object",
        "properties": {
            "ce_specversion": {"const": "1.0", "description": "CloudEvents' version."},
            "ce_id": {**UUID, "description": "The fact's id (UUID version 7): the same however often it is sent."},
            "ce_source": {"type": "string", "description": "The service that told it: /services/<name>."},
            "ce_type": {"type": "string", "description": "<service>.<Fact>."},
            "ce_subject": {"type": "string", "maxLength": LONGEST_KEY, "description": "The key, as Kafka has it."},
            "ce_time": {"type": "string", "format": "date-time", "description": "When it was committed, in UTC."},
            "ce_dataschema": {"type": "string", "description": "The data's JSON Schema; its last part is the version."},
            "ce_sequence": {
                "type": "string",
                "pattern": "^[1-9][0-9]{0,17}$",
                "description": "The fact's number in its key's story: 1, 2, 3…, without a gap.",
            },
            "ce_actor": {"type": "string", "description": "Who acted: an id (user:…, service:notify), never a name."},
            "ce_correlationid": {**UUID, "description": "The first fact of the chain; absent in that one."},
            "ce_causationid": {**UUID, "description": "The fact that caused this one; absent when a person did."},
            "traceparent": {"type": "string", "description": "W3C Trace Context, where there is a trace."},
            "content-type": {"const": "application/json"},
        },
        "required": [
            "ce_specversion",
            "ce_id",
            "ce_source",
            "ce_type",
            "ce_subject",
            "ce_time",
            "ce_dataschema",
            "ce_sequence",
            "ce_actor",
            "content-type",
        ],
    }


def of(kind: FactType, version: int) -> Document:
    """What one version of a fact says in them."""
    fixed: dict[str, Any] = {
        "ce_source": source(kind.topic.owner),
        "ce_type": kind.name,
        "ce_dataschema": schema_id(kind, version),
    }
    own = {"properties": {name: {"const": value} for name, value in fixed.items()}}
    return {"type": "object", "allOf": [{"$ref": "#/components/schemas/headers"}, own]}
