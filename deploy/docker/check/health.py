"""A container's own health check, run as the engine would, and its end."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.docker.check import Failed
from deploy.docker.check.compose import Container
from deploy.local.child import Child

PATIENCE = 90.0  # seconds within which each must be healthy
SECONDS = 15.0  # that one check may take


def passes(command: Sequence[str | Path], environment: Mapping[str, str], folder: Path | None = None) -> bool:
    """Whether it says that all is well, by its exit code."""
    try:
        done = subprocess.run(
            command, env=dict(environment), cwd=folder, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def wait(
    child: Child, command: Sequence[str | Path], environment: Mapping[str, str], folder: Path | None = None
) -> str:
    """Until the check passes; how long that took, in words. Raises CannotStart with the container's last words."""
    began = time.monotonic()

    def ready() -> bool:
        time.sleep(0.3)
        return passes(command, environment, folder)

    child.wait_until(ready, PATIENCE)
    return f"healthy by its own check after {time.monotonic() - began:.1f} s"


def on_this_machine(program: str) -> str:
    """Where a program that an image brings is here."""
    if found := shutil.which(program, path=os.environ.get("PATH")):
        return found
    raise Failed(f"{program}, which a health check runs, is not on this machine's PATH.")


def end(container: Container, child: Child, *, code: int = 0) -> str:
    """Wait for the end of one that was asked to, once; in words. Failed when it needs killing or doesn't end well."""
    began = time.monotonic()
    clean = child.ended_within(container.grace)
    took = time.monotonic() - began
    child.stop(0)
    if not clean:
        raise Failed(f"{container.name} had not ended {container.grace:.0f} s after SIGTERM, and was killed.")
    if child.exit_code != code:
        raise Failed(f"{container.name} ended with {child.how_it_ended()} after SIGTERM.\n{child.last_words()}")
    return f"ended within {took + 0.05:.1f} of {container.grace:.0f} s, exit code {code}"
