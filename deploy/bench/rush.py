"""Three hundred at once want the last thirty places of a course, over HTTP: who gets one, and how long they wait."""

import asyncio
import csv
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from deploy.bench.crowd import Answer, post_at_once, request
from deploy.bench.lab import REGISTER, LabStack, folder, percentiles, say, stack

CLIENTS, PLACES = 300, 30

MOST = 1000
"""Milliseconds that 95 of 100 may wait at most."""

CREATED = 201

Body = dict[str, str]


def measure() -> dict[str, Any]:
    """Once to warm up, on a course of its own, then once for the figures. What went wrong is counted, not asserted."""
    with folder() as home, stack(home) as running, running.client("bookings") as office:
        people = _people(running)
        _wait_until_known(people, office)
        _rush(people, office)
        figures = _rush(people, office)
    say(
        f"rush: {CLIENTS} clients, {PLACES} places: {figures['booked']} booked, {figures['waiting']} wait in order, "
        f"{figures['errors']} errors; p50 {figures['p50_ms']} ms, p95 {figures['p95_ms']} ms (bar: at most {MOST})"
    )
    return figures


def _people(running: LabStack) -> list[Body]:
    """A member school's three hundred, as registry registers them."""
    with running.client("registry") as registry:
        registry.post("/register/imports", content=REGISTER.read_bytes()).raise_for_status()
        with REGISTER.open(encoding="utf-8", newline="") as file:
            urn = next(csv.DictReader(file))["urn"]
        school = {"urn": urn, "head_name": "Ann Shaw", "office_address": "office@example.org"}
        school_id = registry.post("/members", json=school).raise_for_status().json()["id"]
        person = {"school_id": school_id, "name": "Bo Lee", "roles": ["teacher"], "address": None}
        ids = [registry.post("/people", json=person).raise_for_status().json()["id"] for _ in range(CLIENTS)]
    return [{"person_id": each, "school_id": school_id} for each in ids]


def _wait_until_known(people: Sequence[Body], office: httpx.Client) -> None:
    """Bookings has heard of everybody once everybody has had a place."""
    path = f"/courses/{_scheduled(office, CLIENTS)}/bookings"
    for each in people:
        while office.post(path, json=each).status_code != CREATED:
            time.sleep(0.05)


def _rush(people: Sequence[Body], office: httpx.Client) -> dict[str, Any]:
    course = _scheduled(office, PLACES)
    authorization = office.headers["Authorization"]
    requests = [
        request(f"/courses/{course}/bookings", {"Authorization": authorization, "Idempotency-Key": str(uuid4())}, each)
        for each in people
    ]
    answers = asyncio.run(post_at_once(str(office.base_url), requests))
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


def _scheduled(office: httpx.Client, places: int) -> str:
    """A course with so many places, two months ahead."""
    day = (datetime.now(UTC) + timedelta(days=60)).date()
    course = {
        "title": "Phonics for TAs",
        "strand": "cpd",
        "sessions": [{"day": str(day), "begins": "13:30", "ends": "15:30"}],
        "venue": "Hall",
        "places": places,
        "fee": "120",
        "terms": "copthorne",
    }
    return office.post("/courses", json=course).raise_for_status().json()["id"]
