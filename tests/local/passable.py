"""Folders for tests with a PostgreSQL."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path


@contextlib.contextmanager
def passable_folder() -> Generator[Path]:
    """An empty folder that PostgreSQL's unprivileged user may pass through, which pytest's own (0700) doesn't allow."""
    made = Path(tempfile.mkdtemp(prefix="alliance-test-"))
    made.chmod(0o711)
    try:
        yield made
    finally:
        shutil.rmtree(made)
