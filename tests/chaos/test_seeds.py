"""Five short schedules, drawn by seeds, on one system that lives through all of them."""

from __future__ import annotations

import pytest

from tests.chaos.schedule import KINDS, schedule
from tests.chaos.trial import Trial

pytestmark = pytest.mark.timeout(400)

SEEDS = (6817, 125, 10424, 2251, 4308)
"""The shortest five that try every kind of fault, and harm bookings, support and finance too."""

SECONDS = 12.0

MAIN_JOB = ("bookings", "support", "finance")


@pytest.mark.parametrize("seed", SEEDS)
def test_every_promise_is_kept_with_seed(seed: int, trial: Trial) -> None:
    """Whatever goes wrong meanwhile; `make chaos SEED=…` gives any seed a system of its own."""
    trial.live_through(schedule(seed, SECONDS), SECONDS, seed)
    assert trial.judge() == []


def test_the_five_seeds_try_every_kind_of_fault() -> None:
    """Or a kind might never be tried where everybody looks; nor a service of the alliance's main job be harmed."""
    drawn = [each.fault for seed in SEEDS for each in schedule(seed, SECONDS)]
    assert len({type(each) for each in drawn}) == len(KINDS) - 1  # a mail server's road is a network like any other
    used = {name for each in drawn for name in each.uses}
    assert used >= {f"{name}-1" for name in MAIN_JOB} | {f"{name} to postgres" for name in MAIN_JOB}


def test_a_seed_always_draws_the_same_schedule() -> None:
    """And no fault gets into the way of another on the same thing."""
    for seed in range(50):
        planned = schedule(seed, 60)
        assert [str(each) for each in planned] == [str(each) for each in schedule(seed, 60)]
        for one in planned:
            for other in planned:
                together = one.begins < other.ends and other.begins < one.ends
                assert one is other or not together or not one.fault.uses & other.fault.uses
