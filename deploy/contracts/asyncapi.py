"""The AsyncAPI 3 document: every topic, what is told there, who tells it, who reads it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from deploy.contracts import headers
from deploy.contracts.documents import Document, Documents, fact_of, file_of
from deploy.contracts.generating import Facts
from deploy.contracts.schema import key_schema
from shared.contracts.fact import FactType, fact_type
from shared.contracts.topics import Topic
from shared.messaging.kafka_topics import wanted
from shared.service import Service

FILE = Path("docs", "asyncapi.json")
"""Where it lies in a checkout."""

KAFKA = "0.5.0"
"""Version of AsyncAPI's Kafka bindings."""

ABOUT = """Facts that independent services tell each other on Kafka, as CloudEvents 1.0 in binary mode with JSON data.

A topic belongs to the one service that publishes on it. Within a key facts are in order and numbered. Readers ignore \
fields that they don't know; within a version only optional fields are ever added. Made by `make contracts`."""


def document(facts: Facts, written: Documents, services: Sequence[Service], release: str) -> Document:
    """The whole document, from the written contracts and the services' maps."""
    kinds = {fact_type(cls).name: cls for cls in facts}
    topics = sorted({fact_type(cls).topic for cls in kinds.values()}, key=lambda topic: topic.name)
    messages = dict(_messages(kinds, written))
    return {
        "asyncapi": "3.1.0",
        "info": {"title": "Alliance", "version": release, "description": ABOUT, "license": {"name": "MIT"}},
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic, messages, kinds) for topic in topics},
        "operations": dict(_operations(services, messages, kinds)),
        "components": {"messages": messages, "schemas": {"headers": headers.common()}},
    }


def _messages(kinds: dict[str, type[Any]], written: Documents) -> Iterator[tuple[str, Document]]:
    """One message for each version of a fact that this build reads."""
    for name, cls in sorted(kinds.items()):
        kind = fact_type(cls)
        for version in sorted({*kind.older, kind.version}):
            if schema := written.get(file_of(name, version)):
                yield f"{name}.{version}", _message(cls, version, schema)


def _message(cls: type[Any], version: int, schema: Document) -> Document:
    kind = fact_type(cls)
    return {
        "name": kind.name,
        "title": f"{cls.__name__}, version {version}",
        "summary": schema["description"],
        "headers": headers.of(kind, version),
        "correlationId": {"location": "$message.header#/ce_correlationid"},
        "payload": {name: value for name, value in schema.items() if name not in {"$schema", "$id", "title"}},
        "bindings": {"kafka": {"key": key_schema(cls) | {"description": kind.key}, "bindingVersion": KAFKA}},
    }


def _channel(topic: Topic, messages: Document, kinds: dict[str, type[Any]]) -> Document:
    here = [each for each in messages if _kind(each, kinds).topic == topic]
    return {
        "address": topic.name,
        "description": STATE if topic.state else FACTS,
        "messages": {each: {"$ref": f"#/components/messages/{each}"} for each in here},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": _configuration(topic),
                "bindingVersion": KAFKA,
            }
        },
    }


FACTS = "Facts, kept for ever."
STATE = "The newest state of each key; a record without data erases it."


def _configuration(topic: Topic) -> Document:
    """The topic's settings as the binding spells them."""
    settings = wanted(topic)
    numbers: Document = {name: int(value) for name, value in settings.items() if name != "cleanup.policy"}
    return {"cleanup.policy": [settings["cleanup.policy"]], **numbers}


def _operations(
    services: Sequence[Service], messages: Document, kinds: dict[str, type[Any]]
) -> Iterator[tuple[str, Document]]:
    """What each service sends, and what each of its readers receives, topic by topic."""
    for service in services:
        for topic in service.publishes:
            told = [each for each in messages if _kind(each, kinds).topic == topic and _is_told(each, kinds)]
            yield f"{service.name}.publishes.{topic.name}", _operation("send", topic, told)
        for reader in service.subscriptions():
            wants = {fact_type(cls).name for cls in reader.wants}
            for topic in reader.topics:
                read = [each for each in messages if _kind(each, kinds).topic == topic and fact_of(each)[0] in wants]
                group = {"kafka": {"groupId": {"const": reader.name}, "bindingVersion": KAFKA}}
                yield f"{reader.name}.reads.{topic.name}", _operation("receive", topic, read) | {"bindings": group}


def _operation(action: str, topic: Topic, messages: Sequence[str]) -> Document:
    channel = f"#/channels/{topic.name}"
    return {
        "action": action,
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{each}"} for each in messages],
    }


def _kind(message: str, kinds: dict[str, type[Any]]) -> FactType:
    return fact_type(kinds[fact_of(message)[0]])


def _is_told(message: str, kinds: dict[str, type[Any]]) -> bool:
    """Is this the version that the owner writes now?"""
    return fact_of(message)[1] == _kind(message, kinds).told
