"""docker-compose.yml, read as Compose reads it: anchors, variables, and for each container what it is told."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.docker.check import Failed
from deploy.local.place import CHECKOUT
from deploy.node import VENV, Packages

FILE = CHECKOUT / "docker-compose.yml"
PACKAGES = Packages(
    "the compose specification's schema (5 MB)", Path(__file__).parents[1] / "node", VENV / "compose-check"
)
USUAL_GRACE = 10.0  # seconds; Compose's own, where the file says nothing
VARIABLE = re.compile(r"\$\{(\w+)(?::(?P<how>[-?])(?P<word>(?:[^${}]|\$\{[^{}]*\})*))?\}")


@dataclass(frozen=True, slots=True)
class Container:
    """One container: `mounts` are what is where in it; `grace` is how many seconds its end may take."""

    name: str
    image: str | None
    command: tuple[str, ...]
    environment: Mapping[str, str]
    health: tuple[str, ...]
    grace: float
    mounts: tuple[tuple[str, str], ...]


def read(file: Path = FILE) -> dict[str, Any]:
    """The file as it stands, anchors followed; Failed when the specification's schema has something against it."""
    [found] = json.loads(PACKAGES.run("check.mjs", str(file)))
    if found["complaints"]:
        raise Failed(f"{file.name} isn't as the specification wants it: {found['complaints'][0]}.")
    return found["document"]


def containers(document: Mapping[str, Any], told: Mapping[str, str]) -> dict[str, Container]:
    """All of them by name, their variables filled in from what `.env` would hold."""
    return {name: _container(name, filled(each, told)) for name, each in document["services"].items()}


def filled(value: Any, told: Mapping[str, str]) -> Any:
    """The same with each `${VARIABLE}`, `${VARIABLE:-otherwise}` and `${VARIABLE:?complaint}` replaced."""
    if isinstance(value, str):
        return VARIABLE.sub(lambda found: _value(found, told), value)
    if isinstance(value, list):
        return [filled(each, told) for each in value]  # pyright: ignore[reportUnknownVariableType] - what YAML holds
    if isinstance(value, dict):
        return {key: filled(each, told) for key, each in value.items()}  # pyright: ignore[reportUnknownVariableType]
    return value


def _value(found: re.Match[str], told: Mapping[str, str]) -> str:
    name, word = found[1], found["word"]
    if value := told.get(name, ""):
        return value
    if found["how"] == "?":
        raise Failed(f"{name} isn't set: {word}.")
    return filled(word or "", told)


def _container(name: str, said: Mapping[str, Any]) -> Container:
    check = said.get("healthcheck", {}).get("test", ["CMD"])
    if check[0] != "CMD":
        raise Failed(f"{name}'s health check isn't a command of its own, but {check[0]}.")
    mounts = [volume.split(":") for volume in said.get("volumes", ())]
    return Container(
        name,
        said.get("image"),
        tuple(said.get("command", ())),
        dict(said.get("environment", {})),
        tuple(check[1:]),
        float(str(said.get("stop_grace_period", USUAL_GRACE)).removesuffix("s")),
        tuple((source, target) for source, target, *_ in mounts),
    )
