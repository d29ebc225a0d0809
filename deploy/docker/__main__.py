"""`python -m deploy.docker`: try docker-compose.yml without a container engine, and say what that leaves untried."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from deploy.docker.check import Failed
from deploy.docker.check.place import base_python, room
from deploy.docker.check.whole import Whole
from deploy.local.trouble import CannotStart
from deploy.node import VENV, NodeFailed


def main() -> int:
    """The whole check, with a clean virtual environment; 0 when all that could be run was as it should be."""
    console, began = Console(), time.monotonic()
    console.print("Trying docker-compose.yml without a container engine; a clean virtual environment takes a while.")
    with tempfile.TemporaryDirectory(prefix="alliance-containers-", ignore_cleanup_errors=True) as folder:
        try:
            whole = Whole(room(Path(folder), base_python()), VENV / "debian", quick=False)
            whole.run()
        except (Failed, CannotStart, NodeFailed) as trouble:
            console.print(f"✗ {trouble}", style="red", markup=False)
            return 1
    whole.told.show(list(whole.all), console)
    console.print(f"✓ All that could be run was as it should be, in {time.monotonic() - began:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
