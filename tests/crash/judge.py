"""Waits for quiet, looks, and fails the test when a promise was broken."""

from __future__ import annotations

from services.notify.entrypoints.sender import LANES
from tests.crash.evidence import Evidence, gather
from tests.crash.joining import Joining
from tests.crash.stage import Stage
from tests.crash.verdict import complaints


class Judge:
    """Judges all schools that ever joined; what was said once isn't held against the tests that follow."""

    def __init__(self, stage: Stage, joining: Joining) -> None:
        self._stage = stage
        self._joining = joining
        self._said: set[str] = set()

    def demand_all_promises_kept(self, because: str = "") -> Evidence:
        """With everything started again; fails with what is wrong and the last lines of every log."""
        self._stage.wait_all_ready()
        self._joining.wait()
        evidence = gather(self._stage)
        wrong = complaints(self._joining.joined, evidence, self._most_uncertain())
        new = [each for each in wrong if each not in self._said]
        self._said.update(new)
        assert not new, "\n".join([because, *new, self._stage.last_words()])
        return evidence

    def _most_uncertain(self) -> int:
        """What a killed notify had in hand; and letters taken in a COMMIT whose answer was lost with the database."""
        return LANES * (self._stage.killed["notify"] + self._stage.killed["postgres"])
