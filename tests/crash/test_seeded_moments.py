"""Fifty moments drawn by a seed: somebody dies while schools join, and is started again a little later."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from deploy.local.ports import answers
from tests.crash.joining import Joining
from tests.crash.judge import Judge
from tests.crash.stage import Stage
from tests.crash.waiting import wait_until

pytestmark = pytest.mark.timeout(300)

SEED = os.environ.get("ALLIANCE_SEED", "20260902")
"""Always the same unless somebody asks for another, so that a failure in continuous integration can be repeated."""

DEATHS = {"kafka": 5, "postgres": 15, "registry": 15, "notify": 15}
"""Fifty; Kafka takes three seconds to come back, the others one."""

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Moment:
    """Seconds of calm, then a death, and so many seconds until the dead is started again."""

    calm: float
    victim: str
    pause: float


def moments(seed: str) -> list[Moment]:
    """All fifty, in the seed's order."""
    draw = random.Random(seed)
    victims = [victim for victim, times in DEATHS.items() for _ in range(times)]
    draw.shuffle(victims)
    return [Moment(draw.uniform(0.0, 0.8), victim, draw.uniform(0.0, 1.0)) for victim in victims]


class Reaper:
    """Kills, and starts again what is due, while clients go on asking."""

    def __init__(self, stage: Stage, joining: Joining) -> None:
        self._stage = stage
        self._joining = joining
        self._due: dict[str, float] = {}

    def live_through(self, moment: Moment) -> None:
        """One moment, once its victim is there to be killed."""
        calm_until = time.monotonic() + moment.calm
        wait_until(lambda: self._can_die(moment.victim) and time.monotonic() > calm_until, f"{moment.victim} is there")
        self._stage.kill(moment.victim)
        self._due[moment.victim] = time.monotonic() + moment.pause

    def start_all(self) -> None:
        """Wait until everything was started again."""
        wait_until(lambda: not self._start_due(), "everything was started again")

    def _can_die(self, victim: str) -> bool:
        """Kafka and PostgreSQL once they are back, or they would never be; a service as soon as it listens."""
        self._joining.keep_busy()
        if victim in self._start_due():
            return False
        self._stage.demand_alive(victim)
        return self._stage.is_up(victim) if victim in ("kafka", "postgres") else answers(self._stage.port(victim))

    def _start_due(self) -> Sequence[str]:
        """Start what is due again; who is still dead."""
        for victim, due in list(self._due.items()):
            if due < time.monotonic():
                del self._due[victim]
                self._stage.begin(victim)
        return list(self._due)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_ten_deaths_at_seeded_moments(number: int, stage: Stage, joining: Joining, judge: Judge) -> None:
    """Ten of the fifty deaths while schools join; then every mailbox has its one e-mail, or one that is uncertain."""
    reaper = Reaper(stage, joining)
    for moment in moments(SEED)[number::ROUNDS]:
        reaper.live_through(moment)
    reaper.start_all()
    judge.demand_all_promises_kept(f"Seed {SEED}, round {number} (ALLIANCE_SEED={SEED} repeats it).")
