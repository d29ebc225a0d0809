"""The checker can say no: three buses, each broken on purpose, and the same trials with an unbroken one."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from tests.chaos.faults import SureCrashPoint
from tests.chaos.ground_faults import BadNetwork, LoseTail
from tests.chaos.proxy import Weather
from tests.chaos.schedule import Planned
from tests.chaos.system import System
from tests.chaos.trial import Trial
from tests.local.passable import passable_folder

pytestmark = pytest.mark.timeout(300)

MEMBERS = ("mint-1", "mint-2", "vault-1", "vault-2")

CLIENTS = 16
"""So many write at once that some overtake others."""

SECONDS = 8.0

BROKEN_FOR_GOOD = 12.0
"""Seconds until what is still unfinished counts: a broken bus never comes to rest."""

SLOW_COMMITS = [Planned(0.5, 7.5, BadNetwork("mint", "postgres", Weather.SLOW, 0.03))]
"""Between a number's being handed out and its commit there is time for others to overtake."""

READERS_DIE = [
    Planned(0.5, 5.0, SureCrashPoint("vault-1", "reader.applied")),
    Planned(1.5, 5.5, SureCrashPoint("vault-2", "reader.applied")),
]
"""Each dies with a batch in hand, however long it takes to come to that."""

TAIL_LOST = [Planned(4.0, 4.5, LoseTail())]
"""What Kafka lost goes out again, and readers have seen it before."""


def tried(schedules: Sequence[Sequence[Planned]], mutant: str = "", patience: float = 150.0) -> list[str]:
    """What is complained of after these schedules, one after the other."""
    with passable_folder() as home:
        system = System(home, MEMBERS, mutant)
        try:
            system.start()
            trial = Trial(system, print, CLIENTS)
            for number, planned in enumerate(schedules):
                trial.live_through(planned, SECONDS, number)
            return trial.judge(patience)
        finally:
            system.stop()


def test_an_unbroken_bus_keeps_every_promise() -> None:
    """Through all three trials: what the mutants are accused of is their own doing."""
    assert tried([SLOW_COMMITS, READERS_DIE, TAIL_LOST]) == []


@pytest.mark.parametrize(
    ("mutant", "planned", "words"),
    [
        ("cursor", SLOW_COMMITS, "is not on Kafka"),
        ("offsets-first", READERS_DIE, r"had 0 effects|\(coins, pence\)"),
        ("no-numbers", TAIL_LOST, "had 2 effects"),
    ],
)
def test_a_broken_bus_is_found_out(mutant: str, planned: Sequence[Planned], words: str) -> None:
    """A relay that reads behind a cursor, a reader that commits offsets first, an inbox that believes every number."""
    complaints = tried([planned], mutant, BROKEN_FOR_GOOD)
    assert any(re.search(words, each) for each in complaints), complaints
