"""What the chaos tests share."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.chaos.system import System
from tests.chaos.trial import Trial
from tests.local.passable import passable_folder


@pytest.fixture(scope="package")  # ends with this folder only because it has an __init__.py; else with the whole run
def trial() -> Generator[Trial]:
    """One system for all schedules: what an earlier one broke, a later verdict shows too."""
    with passable_folder() as home:
        system = System(home)
        try:
            system.start()
            trial = Trial(system, print)
            yield trial
            trial.close()
        finally:
            system.stop()
