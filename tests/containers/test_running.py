"""What docker-compose.yml says, run without a container engine: `make compose-check`, as far as a minute allows."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from deploy.docker.check.place import room
from deploy.docker.check.whole import ONCE, Whole
from deploy.local.services import SERVICES
from tests.debian import CACHE
from tests.local.passable import passable_folder


@pytest.mark.timeout(300)  # two dozen processes: on a busy machine that takes a while
def test_containers_work_together_by_their_own_command_lines_and_end_in_time() -> None:
    """By the present interpreter, and without half a minute's wait for an alarm; `make compose-check` does both."""
    with passable_folder() as folder:
        whole = Whole(room(folder, Path(sys.executable)), CACHE, quick=True)
        whole.run()
    for service in SERVICES:
        assert any("healthy by its own check" in each for each in whole.told.ran[service.name])
        assert any("of 8 s, exit code 0" in each for each in whole.told.ran[service.name])
    assert all("exit code 0" in whole.told.ran[name][0] for name in ONCE)
    assert any("no other" in each for each in whole.told.ran["postgres"])
    assert whole.told.ran.keys() | whole.told.left.keys() == whole.all.keys() | {"image"}
