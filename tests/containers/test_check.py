"""The check of the containers can fail: each of its steps, with a sentence."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from deploy.docker.check import Failed, health
from deploy.docker.check.compose import Container
from deploy.docker.check.here import Here
from deploy.docker.check.image import done, instructions, steps
from deploy.docker.check.properties import properties
from deploy.local.child import Child

SLEEPER = Container("registry", None, (), {"ALLIANCE_HTTP_PORT": "8000"}, (), 0.5, (("keys", "/keys"),))
DEAF = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
RUDE = "import signal, sys, time; signal.signal(15, lambda *_: sys.exit(3)); print('rude', flush=True); time.sleep(60)"


def test_a_dockerfile_is_read_step_by_step() -> None:
    """Lines that go on are one, comments none."""
    text = "# why\nFROM a:1\nCOPY b c/\nRUN pip install x \\\n    && useradd y\n"
    assert instructions(text) == [("FROM", "a:1"), ("COPY", "b c/"), ("RUN", "pip install x      && useradd y")]
    assert steps("pip install x      && useradd y") == ["pip install x", "useradd y"]


def test_a_step_that_fails_or_is_not_known_is_told(tmp_path: Path) -> None:
    """What only an image has is left out, and nothing else is left out silently."""
    python = Path(sys.executable)
    assert done("python -c 'print(1)'", tmp_path, python)
    assert not done("useradd alliance", tmp_path, python)
    with pytest.raises(Failed, match=r"`python -c 1/0` failed: .*ZeroDivisionError"):
        done("python -c 1/0", tmp_path, python)
    with pytest.raises(Failed, match="runs apt-get, and this check doesn't know"):
        done("apt-get install x", tmp_path, python)


def test_kafkas_settings_are_made_of_variables_by_the_images_rule() -> None:
    """One underscore is a dot, two are an underscore, three a dash; what is for its programs is none."""
    assert properties({"KAFKA_A_B": "1", "KAFKA_C__D": "2", "KAFKA_E___F": "3", "KAFKA_OPTS": "-x", "OTHER": "4"}) == {
        "a.b": "1",
        "c_d": "2",
        "e-f": "3",
    }


def test_addresses_and_folders_of_a_container_are_found_on_this_machine(tmp_path: Path) -> None:
    """Its own are at localhost, those of others have names; what only looks alike stays."""
    here = Here(tmp_path, 15_000, None)
    assert here.text(SLEEPER, "postgresql://registry:x@postgres:5432/registry") == (
        f"postgresql://registry:x@127.0.0.1:{here.port('postgres', 5432)}/registry"
    )
    assert here.text(SLEEPER, "http://localhost:8000") == f"http://127.0.0.1:{here.port('registry', 8000)}"
    assert here.text(SLEEPER, "http://localhost:9093/keysmith") == "http://localhost:9093/keysmith"
    assert here.text(SLEEPER, "/keys/token.pub") == f"{tmp_path}/containers/registry/keys/token.pub"
    assert here.environment(SLEEPER) == {"ALLIANCE_HTTP_PORT": str(here.port("registry", 8000))}
    here.mount(SLEEPER)
    (tmp_path / "containers/registry/keys/token.pub").write_text("key")
    assert (here.volume("keys") / "token.pub").read_text() == "key"


@pytest.mark.parametrize(
    ("program", "says"),
    [(DEAF, "registry had not ended 0 s after SIGTERM, and was killed"), (RUDE, "registry ended with exit code 3")],
)
def test_a_container_that_does_not_end_well_is_told(program: str, says: str, tmp_path: Path) -> None:
    """When it must be killed, and when it ends with an error."""
    child = Child("registry", [sys.executable, "-c", program], tmp_path / "log", environment=dict(os.environ))
    child.start()
    child.wait_until(lambda: bool(child.log.read_text()), 20)
    child.ask_to_stop()
    with pytest.raises(Failed, match=says):
        health.end(SLEEPER, child)
    assert child.exit_code is not None


def test_a_health_check_passes_by_its_exit_code(tmp_path: Path) -> None:
    """Nothing else counts."""
    assert health.passes([sys.executable, "-c", "print('no')"], os.environ, tmp_path)
    assert not health.passes([sys.executable, "-c", "raise SystemExit(1)"], os.environ, tmp_path)
