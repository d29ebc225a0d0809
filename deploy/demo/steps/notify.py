"""The e-mails that all of it caused."""

import time

from deploy.demo.ground import Ground
from deploy.demo.members import example_members

PATIENCE = 8.0
"""Seconds that the e-mails are waited for; they go on without us."""

LOOK_EVERY, QUIET = 0.1, 4
"""How often is looked, in seconds, and how many times nothing must have moved."""


def see_mails(ground: Ground) -> None:
    """Wait until what can be sent has been, and nothing more comes."""
    with ground.screen.doing("E-mails") as came_to:
        queue = _when_quiet(ground)
        came_to(f"{queue['sent']} sent, {queue['waiting']} waiting{_still_going(queue)}")


def _when_quiet(ground: Ground) -> dict[str, int]:
    deadline, quiet, before = time.monotonic() + PATIENCE, 0, {}
    while (queue := _queue(ground)) and quiet < QUIET and time.monotonic() < deadline:
        quiet = quiet + 1 if queue == before and _is_sent(queue) else 0
        before = queue
        time.sleep(LOOK_EVERY)
    return queue


def _still_going(queue: dict[str, int]) -> str:
    """On a busy machine not all have gone yet; they go on without us."""
    going = queue["queued"] + queue["sending"]
    return f", {going} on their way" if going else ""


def _queue(ground: Ground) -> dict[str, int]:
    return ground.notify.get("/queue")["by_state"]


def _is_sent(queue: dict[str, int]) -> bool:
    """Each member's head and office have one, at least."""
    return sum(queue.values()) >= 2 * len(example_members()) and not queue["queued"] and not queue["sending"]
