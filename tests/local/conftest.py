"""What the tests of the embedded stack share."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.local.passable import passable_folder


@pytest.fixture
def folder() -> Generator[Path]:
    """An empty folder in which everything of the stack can live."""
    with passable_folder() as made:
        yield made
