"""Three hundred at once want the last thirty places of a course, over HTTP: who gets one, and how long they wait."""

import asyncio
from collections.abc import Sequence
from typing import Any

import httpx

from deploy.bench.bookings import CREATED, Body, booking, people, schedule, wait_until_known, wait_until_told
from deploy.bench.crowd import Answer, post_all
from deploy.bench.lab import folder, percentiles, say, stack

CLIENTS, PLACES = 300, 30

MOST = 1000
"""Milliseconds that 95 of 100 may wait at most."""


def measure() -> dict[str, Any]:
    """Once to warm up, on a course of its own, then once for the figures, when everybody has been told of the first.

    What went wrong is counted, not asserted.
    """
    with (
        folder() as home,
        stack(home) as running,
        running.client("bookings") as office,
        running.client("notify") as notify,
    ):
        everybody = people(running, CLIENTS)
        wait_until_known(everybody, office)
        _rush(everybody, office)
        wait_until_told(notify, 2 * CLIENTS)
        figures = _rush(everybody, office)
    say(
        f"rush: {CLIENTS} clients, {PLACES} places: {figures['booked']} booked, {figures['waiting']} wait in order, "
        f"{figures['errors']} errors; p50 {figures['p50_ms']} ms, p95 {figures['p95_ms']} ms (bar: at most {MOST})"
    )
    return figures


def _rush(everybody: Sequence[Body], office: httpx.Client) -> dict[str, Any]:
    course = schedule(office, PLACES)
    requests = [booking(office, course, each) for each in everybody]
    answers = asyncio.run(post_all(str(office.base_url), len(requests), requests))
    seats = office.get(f"/courses/{course}").raise_for_status().json()["seats"]
    p50, p95 = percentiles([each.seconds for each in answers])
    return _who_stands(answers, seats) | {"p50_ms": round(p50 * 1000), "p95_ms": round(p95 * 1000)}


def _who_stands(answers: Sequence[Answer], seats: Sequence[dict[str, Any]]) -> dict[str, int]:
    """How many are booked, how many wait in the order in which the course has them, and what went wrong."""
    booked = [each["booking_id"] for each in seats if each["standing"] == "booked"]
    waiting = [each["booking_id"] for each in seats if each["standing"] == "waiting"]
    in_order = [each["position"] for each in seats] == [None] * len(booked) + list(range(1, len(waiting) + 1))
    said = {each.body.get("id"): each.body.get("standing") for each in answers if each.status == CREATED}
    stands = dict.fromkeys(booked, "booked") | dict.fromkeys(waiting, "waiting")
    refused = sum(each.status != CREATED for each in answers)
    return {"booked": len(booked), "waiting": len(waiting) * in_order, "errors": refused + (said != stands)}
