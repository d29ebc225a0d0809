"""A report of many seeds for people: one line a seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

Report = Mapping[str, Any]

HEAD = """# Seeds that were tried

{seeds} seeds, {seconds:g} seconds each, from {first} to {last}, of {commits}: **{kept}**.

`make chaos SEED=7 SECONDS={seconds:g}` repeats one: the same schedule and payments; the machine's timing is its own.
What is broken, and what is compared, says [bus.md](bus.md#how-the-promises-are-tried).

Payments and schools: accepted, and those turned down besides. Facts: in the outboxes of the two services made for it.
Effects: at its readers. Main job: commands to bookings, support and finance, accepted and turned down; the facts that
they tell; and finance's postings, which stood rebuilt to the penny. Lost: what `recover` listed of the facts on Kafka
that a restore of their owner's database took.

| seed | verdict | payments and schools | facts | effects | main job | facts | postings | e-mails | lost | s | faults |
|---|---|---|---|---|---|---|---|---|---|---|---|
"""


def summary(reports: Sequence[Report]) -> str:
    """Markdown, by seed."""
    ordered = sorted(reports, key=lambda each: each["seed"])
    broken = sum(bool(each["broken"]) for each in ordered)
    moments = sorted(str(each["at"]) for each in ordered)
    head = HEAD.format(
        seeds=len(ordered),
        seconds=ordered[0]["seconds"],
        first=moments[0],
        last=moments[-1],
        commits=", ".join(sorted({str(each["commit"]) for each in ordered})),
        kept=f"{broken} broke a promise" if broken else "every promise was kept with each",
    )
    return head + "".join(f"{_line(each)}\n" for each in ordered)


def _line(report: Report) -> str:
    verdict = "; ".join(report["broken"]).splitlines()[0].replace("|", "/") if report["broken"] else "kept"
    lost, job = report.get("lost"), report.get("main_job")
    cells = [
        report["seed"],
        verdict,
        f"{report['payments'] + report['schools']} + {report['turned_down']}",
        report.get("facts", "?"),
        report.get("effects", "?"),
        *(_main_job(job) if job else ("?", "?", "?")),
        report["mails"],
        f"{lost['listed']} of {lost['on_kafka']}" if lost else "",
        report["took"],
        _faults(report["faults"]),
    ]
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _main_job(job: Mapping[str, Any]) -> tuple[object, ...]:
    return f"{job['accepted']} + {job['turned_down']}", job["facts"], job["postings"]


def _faults(told: Sequence[str]) -> str:
    """Each kind once, with how often: `12.0-13.1 kill: mint-1` is a kill."""
    kinds = Counter(each.partition(" ")[2].partition(":")[0] for each in told)
    return ", ".join(f"{times} {kind}" if times > 1 else kind for kind, times in sorted(kinds.items()))
