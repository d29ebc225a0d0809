"""A process that is asked to end while it is still waiting for its database."""

from __future__ import annotations

import time
from pathlib import Path

from deploy.local.child import Child
from deploy.local.keys import make_keys
from deploy.local.place import CHECKOUT, Place
from deploy.local.services import SERVICES, environment_of
from tests.crash.waiting import free_range, wait_until


def test_a_service_that_waits_for_its_database_ends_when_it_is_asked_to(tmp_path: Path) -> None:
    """Within the five seconds, and with exit code 0: nothing has begun that would have to be finished."""
    place = Place(tmp_path, free_range())
    registry = SERVICES[0]
    nobody = f"127.0.0.1:{place.kafka_port}"
    told = environment_of(
        registry, place, f"postgresql://registry@{nobody}/registry", nobody, make_keys(tmp_path / "keys")
    )
    child = Child("registry", registry.start_command(), place.log("registry"), environment=told, folder=CHECKOUT)
    child.start()
    try:
        wait_until(lambda: "service.waiting" in place.log("registry").read_text(), "it waits for its database")
        began = time.monotonic()
        assert child.stop(8), child.last_words()
        assert time.monotonic() - began < 5
        assert child.exit_code == 0
    finally:
        child.kill()
