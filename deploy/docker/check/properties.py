"""Kafka's settings out of a container's environment, by the rule of the official image."""

from __future__ import annotations

from collections.abc import Mapping

# for the programs around Kafka, not settings of it (the image's own list, as far as anybody sets them)
NO_SETTINGS = {"KAFKA_VERSION", "KAFKA_HEAP_OPTS", "KAFKA_OPTS", "KAFKA_JVM_PERFORMANCE_OPTS", "KAFKA_LOG4J_OPTS"}


def properties(environment: Mapping[str, str]) -> dict[str, str]:
    """`KAFKA_A_B` is `a.b`; three underscores are a dash, two an underscore."""
    named = {name: value for name, value in environment.items() if name.startswith("KAFKA_")}
    return {_setting(name): value for name, value in named.items() if name not in NO_SETTINGS}


def _setting(name: str) -> str:
    return name.removeprefix("KAFKA_").lower().replace("_", ".").replace("...", "-").replace("..", "_")
