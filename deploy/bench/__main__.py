"""`make bench`, or `make bench ONLY=import`; `QUICK=1` for fewer rounds. The last line is one JSON object."""

import asyncio
import json
import os
import sys
from collections.abc import Callable
from typing import Any

from deploy.bench import flow, importing, joining, pages, rush, starting
from deploy.bench.bus import history, measuring
from deploy.bench.lab import QUICK

BENCHES: dict[str, Callable[[bool], Any]] = {
    "import": lambda quick: asyncio.run(importing.measure(3 if quick else 7)),
    "start": lambda quick: starting.measure(1 if quick else 3),
    "joined": lambda quick: joining.measure(30 if quick else 200),
    "rush": lambda _: rush.measure(),
    "flow": lambda quick: flow.measure(5 if quick else 20),
    "pages": lambda quick: pages.measure(10 if quick else 40),
    "bus": lambda quick: measuring.measure(quick=quick),
    "history": lambda quick: history.measure(quick=quick),
}


ON_ASKING = ("history",)
"""It takes minutes and gigabytes."""


def main() -> None:
    """Run what ONLY names, or everything."""
    only = os.environ.get("ONLY", "")
    if only and only not in BENCHES:
        sys.exit(f"There is no bench {only!r}; there are {', '.join(BENCHES)}.")
    figures: dict[str, Any] = {}
    for name in [only] if only else [each for each in BENCHES if each not in ON_ASKING]:
        figures |= BENCHES[name](bool(os.environ.get(QUICK)))
    sys.stdout.write(json.dumps(figures) + "\n")


main()
