"""Somebody in the alliance's office, who asks one service for one thing after another."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from datetime import date, timedelta

from shared.kernel.clock import london_date, system_clock
from tests.chaos.main_job.cast import Cast
from tests.chaos.main_job.known import Known
from tests.crash.asking import PatientClient, Refused

PAUSE = 0.4
"""Seconds on average between two things that one desk asks for."""

Act = Callable[[], None]


class Desk:
    """Draws what to do next by the seed, and notes what was accepted. `refusals`: the names of a no that may come."""

    refusals: frozenset[str]

    def __init__(self, service: PatientClient, draw: random.Random, cast: Cast, known: Known) -> None:
        self.service = service
        self.draw = draw
        self.cast = cast
        self.known = known

    def acts(self) -> dict[Act, int]:
        """What it does, and how often it is drawn."""
        raise NotImplementedError

    def work(self, over: threading.Event) -> None:
        """Until it is over."""
        acts, weights = zip(*self.acts().items(), strict=True)
        while not over.is_set():
            (act,) = self.draw.choices(acts, weights)
            try:
                act()
            except Refused as refused:
                self._note(refused)
            except AssertionError as failure:
                self.known.wrong.append(f"main job: {failure}")
            over.wait(self.draw.uniform(0, 2 * PAUSE))

    def _note(self, refused: Refused) -> None:
        self.known.refused[refused.kind] += 1
        if refused.kind not in self.refusals:
            self.known.wrong.append(f"main job: {type(self).__name__} was refused with {refused.kind}")

    def somebody(self) -> str:
        """One of the people."""
        return self.draw.choice(list(self.cast.people))

    def some_school(self) -> str:
        """One of the schools."""
        return self.draw.choice(list(self.cast.schools))

    def day(self, earliest: int, latest: int) -> date:
        """A day that many days from today."""
        return london_date(system_clock()) + timedelta(days=self.draw.randint(earliest, latest))
