"""How much of the main job was done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.chaos.main_job.evidence import Remains
from tests.chaos.main_job.job import MainJob


def main_job_figures(jobs: Sequence[MainJob], remains: Remains) -> dict[str, Any]:
    """Commands accepted and turned down, facts told, and lines of the ledger."""
    return {
        "main_job": {
            "accepted": sum(len(job.known.deeds) for job in jobs),
            "turned_down": sum(job.known.refused.total() for job in jobs),
            "facts": len(remains.told),
            "postings": len(remains.rebuilt.postings),
        }
    }
