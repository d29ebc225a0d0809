"""A process that says who it is, then ends or waits: `python -m tests.newborn [EXIT_CODE]`."""

from __future__ import annotations

import json
import os
import random
import secrets
import sys
import threading
import time

import uuid_utils.compat

MINTED = 1000

if __name__ == "__main__":
    said = {
        "ids": [str(uuid_utils.compat.uuid7()) for _ in range(MINTED)],
        "drawn": [random.random(), secrets.token_hex()],
        "arguments": sys.argv[1:],
        "environment": dict(os.environ),
        "folder": os.getcwd(),  # noqa: PTH109 - as it was told
        "threads": threading.active_count(),
    }
    print(json.dumps(said), flush=True)  # noqa: T201 - into its log
    if len(sys.argv) > 1:
        sys.exit(int(sys.argv[1]))
    time.sleep(60)
