"""Today, for an admin: services that need somebody; the services are played by the test."""

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
