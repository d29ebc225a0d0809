"""A program that checks something, for a test: what has to be brought is kept between runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.docker.check.debian import NotHere, found

CACHE = Path(__file__).parents[1] / ".pytest_cache"


def here_or_skip(name: str) -> str:
    """Where it is. Skips the test, saying why, when it can't be had."""
    try:
        return found(name, CACHE)
    except NotHere as reason:
        pytest.skip(str(reason))
