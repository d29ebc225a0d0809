"""Searching disks: every file of Kafka and of PostgreSQL, byte by byte."""

import json
from collections.abc import Sequence
from pathlib import Path


def written(*texts: str) -> list[bytes]:
    """How texts may stand on a disk: as UTF-8, and as JSON with its escapes."""
    return [form for text in texts for form in {text.encode(), json.dumps(text)[1:-1].encode()}]


def holding(folder: Path, needles: Sequence[bytes]) -> list[str]:
    """The files below a folder in which one of these stands, by their places there."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return sorted(str(file.relative_to(folder)) for file in files if _holds(file, needles))


def _holds(file: Path, needles: Sequence[bytes]) -> bool:
    try:
        content = file.read_bytes()
    except FileNotFoundError:  # removed just now
        return False
    return any(needle in content for needle in needles)
