"""Waiting for something to be so, and finding ports that stay free while nobody listens on them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from deploy.local.place import HIGHEST_OFFSET
from deploy.local.ports import answers

PATIENCE = 90.0
"""Seconds for whatever takes less than five on an idle machine."""


def wait_until(true: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Look again and again; fails with `what` when the time is over."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"After {seconds:.0f} s it still isn't so that {what}."
        time.sleep(0.05)


def free_range(ports: int = HIGHEST_OFFSET + 1) -> int:
    """The first of so many free ports, below those that the system gives to outgoing connections.

    Were they among those, a client that tries to reach a killed server might be given the server's own port, reach
    itself, and keep the server from coming back.
    """
    while True:
        base = random.randrange(20_000, 32_000, 50)
        if not any(answers(base + offset) for offset in range(ports)):
            return base
