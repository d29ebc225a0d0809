"""The written contracts: one JSON document for each version of a fact, and one of all topics, as committed files."""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
FOLDER = Path("shared", "contracts", "schemas")
"""Where they lie in a checkout."""

TOPICS = "topics.json"
"""The document of all topics."""

Document = dict[str, Any]

Documents = Mapping[str, Document]
"""Documents by the names of their files."""

READ_SINCE, TOLD_SINCE = "x-read-since", "x-told-since"
"""The release in which readers learned a version, and the one in which its owner began to tell it (None: not yet)."""


NAME = re.compile(r"[a-z]+\.[A-Za-z]+\.[1-9]\d*\.json|topics\.json")
"""What our files are called."""


def is_fit(document: object) -> bool:
    """Is this a document that says what the gate needs? What else was ever committed promises nothing."""
    return isinstance(document, dict) and ({"x-topic", "x-key", READ_SINCE, TOLD_SINCE} <= document.keys())


def file_of(name: str, version: int) -> str:
    """The file of one version of a fact."""
    return f"{name}.{version}.json"


def fact_of(file: str) -> tuple[str, int]:
    """The fact and the version that a file is about."""
    name, _, version = file.removesuffix(".json").rpartition(".")
    return name, int(version)


def text(document: Document) -> str:
    """A document as a file holds it."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def read(folder: Path) -> dict[str, Document]:
    """What lies in a folder."""
    files = [file for file in sorted(folder.glob("*.json")) if NAME.fullmatch(file.name)]
    return {file.name: json.loads(file.read_text("utf-8")) for file in files}


def write(folder: Path, documents: Documents) -> None:
    """Let a folder hold these documents and no other."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.json"):
        if file.name not in documents:
            file.unlink()
    for name, document in documents.items():
        (folder / name).write_text(text(document), "utf-8")


def release(root: Path = ROOT) -> str:
    """The release that is being worked on: the version in pyproject.toml, which whoever releases raises."""
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
