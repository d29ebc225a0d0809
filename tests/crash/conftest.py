"""What the crash tests share: a running system of their own."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.crash.joining import Joining
from tests.crash.judge import Judge
from tests.crash.stage import Stage
from tests.local.passable import passable_folder


@pytest.fixture(scope="module")
def stage() -> Generator[Stage]:
    """One system for a file of tests: it is killed and started again, never made anew."""
    with passable_folder() as home:
        stage = Stage(home)
        try:
            stage.start()
            yield stage
        finally:
            stage.stop()


@pytest.fixture(scope="module")
def joining(stage: Stage) -> Generator[Joining]:
    """The clients; the verdict is always about all schools that ever joined."""
    joining = Joining(stage)
    joining.load_register()
    yield joining
    joining.close()


@pytest.fixture(scope="module")
def judge(stage: Stage, joining: Joining) -> Judge:
    """Who tells whether all promises were kept."""
    return Judge(stage, joining)
