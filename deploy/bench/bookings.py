"""What the benches of bookings begin with: a member school's people, known to bookings, and courses to book."""

import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import httpx

from deploy.bench.crowd import request
from deploy.bench.lab import LabStack, load_register, urns

CREATED = 201

FEE = 12_000
"""Pence for a place."""

Body = dict[str, str]


def people(running: LabStack, count: int, domain: str | None = None) -> list[Body]:
    """A member school's, as registry registers them; each with an address in `domain`, named after their number."""
    with running.client("registry") as registry:
        load_register(registry)
        [urn] = urns(1)
        school = {"urn": urn, "head_name": "Ann Shaw", "office_address": "office@example.org"}
        school_id = registry.post("/members", json=school).raise_for_status().json()["id"]
        person = {"school_id": school_id, "name": "Bo Lee", "roles": ["teacher"]}
        addresses = [f"p{number}@{domain}" if domain else None for number in range(count)]
        bodies = [person | {"address": address} for address in addresses]
        ids = [registry.post("/people", json=each).raise_for_status().json()["id"] for each in bodies]
    return [{"person_id": each, "school_id": school_id} for each in ids]


def wait_until_known(everybody: Sequence[Body], office: httpx.Client) -> None:
    """Bookings has heard of everybody once everybody has had a place."""
    path = f"/courses/{schedule(office, len(everybody))}/bookings"
    for each in everybody:
        while office.post(path, json=each).status_code != CREATED:
            time.sleep(0.05)


def wait_until_told(notify: httpx.Client, letters: int) -> None:
    """So many e-mails have gone and none is on its way: what comes next finds a system at rest."""
    while True:
        stands = notify.get("/queue").raise_for_status().json()["by_state"]
        if stands.get("sent", 0) >= letters and not stands.get("queued", 0) + stands.get("sending", 0):
            return
        time.sleep(0.2)


def schedule(office: httpx.Client, places: int) -> str:
    """A course with so many places; its id."""
    course = {
        "title": "Phonics for TAs",
        "strand": "cpd",
        "sessions": [{"day": str(held_on()), "begins": "13:30", "ends": "15:30"}],
        "venue": "Hall",
        "places": places,
        "fee": str(FEE // 100),
        "terms": "copthorne",
    }
    return office.post("/courses", json=course).raise_for_status().json()["id"]


def held_on() -> date:
    """Two months ahead."""
    return (datetime.now(UTC) + timedelta(days=60)).date()


def booking(office: httpx.Client, course_id: str, who: Body) -> bytes:
    """A request for a place, as it goes over the line, with a key of its own."""
    headers = {"Authorization": office.headers["Authorization"], "Idempotency-Key": str(uuid4())}
    return request(f"/courses/{course_id}/bookings", headers, who)
