"""How long a warm start takes, and how much memory and idle processor the stack needs."""

import contextlib
import time
from statistics import median
from typing import Any

import psutil

from deploy.bench.lab import folder, say, stack
from deploy.bench.processes import living, part_of, service_of

IDLE = 10.0
"""Seconds over which an idle service's processor time is measured, after as long to settle."""


def measure(rounds: int) -> dict[str, Any]:
    """Start once to have data, then warm."""
    with folder() as home:
        with stack(home) as first:
            say(f"start: the first takes {first.seconds:.1f} s")
        seconds: list[float] = []
        memory, idle = dict[str, float](), dict[str, float]()
        for _ in range(rounds):
            with stack(home) as running:
                seconds.append(running.seconds)
                memory, idle = _look(psutil.Process(running.process.pid))
    say(f"start: warm in {median(seconds):.1f} s (median of {rounds}), {sum(memory.values()):.0f} MB PSS in all")
    for name, megabytes in sorted(memory.items()):
        processor = f", idle at {idle[name]:.1f} % of a core" if name in idle else ""
        say(f"  {name:<10} {megabytes:6.0f} MB{processor}")
    return {
        "start_s": round(median(seconds), 1),
        "pss_mb": round(sum(memory.values())),
        "idle_percent": {name: round(per_cent, 2) for name, per_cent in idle.items()},
    }


def _look(root: psutil.Process) -> tuple[dict[str, float], dict[str, float]]:
    """PSS by process, in MB, and the processor that each service takes while nothing happens."""
    time.sleep(IDLE)
    services = {name: each for each, command in living(root) if (name := service_of(command))}
    before = {name: sum(each.cpu_times()[:2]) for name, each in services.items()}
    time.sleep(IDLE)
    idle = {name: (sum(each.cpu_times()[:2]) - before[name]) / IDLE * 100 for name, each in services.items()}
    memory: dict[str, float] = {}
    for each, command in living(root):
        with contextlib.suppress(psutil.NoSuchProcess):
            name = part_of(command) or each.name()
            memory[name] = memory.get(name, 0.0) + each.memory_full_info().pss / 1024**2
    return memory, idle
