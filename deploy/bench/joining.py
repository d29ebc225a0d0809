"""How long it takes from asking over HTTP that a school joins to its e-mail in the sink."""

import time
from pathlib import Path
from typing import Any

import httpx

from deploy.bench.lab import LabStack, folder, load_register, percentiles, say, stack, urns

PAUSE = 0.1
"""Seconds between two schools."""

PATIENCE = 30.0
"""Seconds after which an e-mail that hasn't come is said to be lost."""


def measure(schools: int) -> dict[str, Any]:
    """One school after another; the clock stops when the head's and the office's e-mails both lie in the sink."""
    with folder() as home, stack(home) as running, running.client("registry") as client:
        load_register(client)
        seconds = [_join(urn, running, client) for urn in urns(schools)]
    p50, p95 = percentiles(seconds)
    say(f"joined: {schools} schools, from HTTP to both e-mails: p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms")
    return {"joined_p50_ms": round(p50 * 1000), "joined_p95_ms": round(p95 * 1000)}


def _join(urn: str, running: LabStack, client: httpx.Client) -> float:
    head, office = f"head@school{urn}.example.org", f"office@school{urn}.example.org"
    time.sleep(PAUSE)
    began = time.perf_counter()
    body = {"urn": urn, "head_name": "Ann Shaw", "head_address": head, "office_address": office}
    client.post("/members", json=body).raise_for_status()
    while time.perf_counter() - began < PATIENCE:
        if _mails(running.home / "mail", urn) == 2:
            return time.perf_counter() - began
        time.sleep(0.002)
    raise SystemExit(f"The e-mails to school {urn} didn't come within {PATIENCE:.0f} s.")


def _mails(folder: Path, urn: str) -> int:
    """The sink names a file after its recipient."""
    return len(list(folder.glob(f"*school{urn}-*.eml")))
