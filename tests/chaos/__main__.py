"""`make chaos SEED=7 SECONDS=60`: one seed, one verdict, one report.

`SEEDS=1-100 REPORT=…` goes on where it was; `SUMMARY=…` writes the report down for people.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.chaos.schedule import Planned, schedule
from tests.chaos.summary import summary
from tests.chaos.system import System
from tests.chaos.trial import Trial
from tests.local.passable import passable_folder


def main() -> int:
    """Try the seeds that are asked for; 0 when every promise was kept with each."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--seeds", default="1", help="one seed, or a range: 1-100")
    parser.add_argument("--seconds", type=float, default=60.0, help="for how long faults begin")
    parser.add_argument("--report", type=Path, help="a file of one JSON line a seed; seeds that are in it are left out")
    parser.add_argument("--summary", type=Path, help="write what the report says into this file, a line a seed")
    asked = parser.parse_args()
    if asked.summary and not asked.report:
        parser.error("a summary is made from a report: name one")
    kept = True
    for seed in _missing(asked.seeds, asked.report):
        report = try_seed(seed, asked.seconds)
        kept = kept and not report["broken"]
        line = json.dumps(report)
        if asked.report:
            with asked.report.open("a") as file:
                file.write(line + "\n")
        _say(line)
    if asked.summary:
        asked.summary.write_text(summary([json.loads(line) for line in asked.report.read_text().splitlines()]))
    return 0 if kept else 1


def try_seed(seed: int, seconds: float) -> dict[str, Any]:
    """A system of its own for one seed; the report."""
    began = time.monotonic()
    planned = schedule(seed, seconds)
    with passable_folder() as home:
        system = System(home)
        try:
            figures, broken = _tried(system, seed, planned, seconds)
            if broken:
                _keep_logs(system, seed)
        finally:
            system.stop()
    took = round(time.monotonic() - began)
    verdict = "every promise was kept" if not broken else f"{len(broken)} complaints: " + "; ".join(broken)
    _say(f"seed {seed}, {len(planned)} faults, {figures.get('payments', 0)} payments, {took} s: {verdict}")
    faults = [f"{each.begins:.1f}-{each.ends:.1f} {each}" for each in planned]
    now = datetime.now(UTC).isoformat(timespec="minutes")
    head = {"seed": seed, "seconds": seconds, "commit": _commit(), "at": now, "took": took}
    return {**head, **figures, "faults": faults, "broken": broken}


def _tried(
    system: System, seed: int, planned: Sequence[Planned], seconds: float
) -> tuple[dict[str, Any], Sequence[str]]:
    """What was done, and what is wrong; a system that doesn't get well again is wrong too."""
    times = [time.monotonic()]
    system.start()
    trial = Trial(system, _say)
    times.append(time.monotonic())
    _say(f"seed {seed}: everything is ready")
    try:
        trial.live_through(planned, seconds, seed)
        times.append(time.monotonic())
        broken = trial.judge()
        times.append(time.monotonic())
        return trial.figures() | _spans(times), broken
    except AssertionError as failure:
        return trial.figures() | _spans(times), [str(failure)]
    finally:
        trial.close()


def _spans(times: Sequence[float]) -> dict[str, float]:
    """Seconds until everything was ready, while it lived through the schedule, and until the verdict."""
    spans = (round(after - before, 1) for before, after in pairwise(times))
    return dict(zip(("until_ready", "living", "until_verdict"), spans, strict=False))


def _missing(seeds: str, report: Path | None) -> Iterable[int]:
    first, _, last = seeds.partition("-")
    known = {json.loads(line)["seed"] for line in report.read_text().splitlines()} if report and report.exists() else ()
    return [seed for seed in range(int(first), int(last or first) + 1) if seed not in known]


def _keep_logs(system: System, seed: int) -> None:
    """The logs of a failing seed stay, in the folder of caches, for whoever looks for the reason."""
    kept = Path(".pytest_cache") / f"chaos-{seed}"
    subprocess.run(["rm", "-rf", kept], check=True)
    kept.parent.mkdir(exist_ok=True)
    subprocess.run(["cp", "-r", system.place.home / "logs", kept], check=True)
    _say(f"The logs are in {kept}.")


def _commit() -> str:
    head = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(head, capture_output=True, text=True, check=False).stdout.strip() or "unknown"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
