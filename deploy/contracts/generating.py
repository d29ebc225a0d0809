"""Writes the contracts down: the documents that the code stands for, given what was promised before."""

from collections.abc import Iterable, Mapping
from typing import Any

from deploy.contracts.documents import READ_SINCE, TOLD_SINCE, TOPICS, Document, Documents, file_of
from deploy.contracts.schema import DIALECT, data_schema, schema_id
from shared.contracts.fact import fact_type
from shared.contracts.topics import Topic

Facts = Iterable[type[Any]]


def generate(facts: Facts, promised: Documents, release: str) -> dict[str, Document]:
    """All documents, in the order of their names. A version that is only read any more stays as it was promised."""
    kinds = list(facts)
    documents = dict(promised) | {TOPICS: topics(kinds)}
    for cls in kinds:
        kind = fact_type(cls)
        newest, told = file_of(kind.name, kind.version), file_of(kind.name, kind.told)
        documents[newest] = document(cls, promised.get(newest, {}), release)
        if told in documents:
            documents[told] = _told(documents[told], release)
    return dict(sorted(documents.items()))


def document(cls: type[Any], promised: Mapping[str, Any], release: str) -> Document:
    """A fact's newest version; when it was learned and told stays as it once was."""
    kind, data = fact_type(cls), data_schema(cls)
    data.pop("title", None)
    head = {
        "$schema": DIALECT,
        "$id": schema_id(kind, kind.version),
        "title": kind.name,
        "description": data.pop("description"),
        "x-topic": kind.topic.name,
        "x-key": kind.key,
        READ_SINCE: promised.get(READ_SINCE, release),
        TOLD_SINCE: promised.get(TOLD_SINCE),
        "type": data.pop("type"),
    }
    return head | data


def topics(facts: Facts) -> Document:
    """Every topic that facts are told on."""
    found = {kind.topic for kind in map(fact_type, facts)}
    return {topic.name: _topic(topic) for topic in sorted(found, key=lambda topic: topic.name)}


def _topic(topic: Topic) -> Document:
    return {"kind": "state" if topic.state else "fact", "partitions": topic.partitions}


def _told(each: Document, release: str) -> Document:
    return each | {TOLD_SINCE: each[TOLD_SINCE] or release}
