"""Today, for an admin: services that need somebody; the services are played by the test."""

from typing import Any

import httpx
import pytest

from services.gateway.adapters.services import Service
from tests.gateway.conftest import Behind

WELL = {"http": {"ready": True, "because": ""}, "relay": {"ready": True, "because": ""}}


@pytest.mark.parametrize(
    ("because", "says"),
    [
        ("DatabaseWentBack: Kafka holds 1 fact that the database doesn't know of.", "Recover bookings"),
        ("KafkaConnectionError: no brokers", "Bookings needs an operator"),
    ],
)
async def test_a_service_that_needs_somebody_stands_there(
    browser: httpx.AsyncClient,
    csrf: str,
    behind: Behind,
    monkeypatch: pytest.MonkeyPatch,
    because: str,
    says: str,
) -> None:
    """One that was restored leads to where it is recovered; of those that are well nothing is said."""

    async def readiness(service: Service) -> object:
        return WELL | ({"relay": {"ready": False, "because": because}} if service.name == "bookings" else {})

    monkeypatch.setattr(Service, "readiness", readiness)
    page = (await browser.get("/")).text
    assert says in page
    assert "Finance needs" not in page


async def test_a_course_that_was_held_waits_for_who_came(browser: httpx.AsyncClient, csrf: str, behind: Behind) -> None:
    """Without it, its fees are never earned."""
    sessions = [{"begins_at": "2027-03-01T09:00:00Z", "ends_at": "2027-03-01T11:00:00Z"}]
    held = {"course_id": "1", "title": "Handwriting", "sessions": sessions, "free": 1, "places": 2}

    def courses(asked: dict[str, Any]) -> list[dict[str, Any]]:
        return [held] if "unrecorded" in asked else []

    behind.says["/courses"] = courses
    page = (await browser.get("/")).text
    assert "Record who came: Handwriting" in page
    assert "Monday 1 March 2027" in page
