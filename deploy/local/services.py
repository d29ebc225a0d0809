"""The services of the stack: which there are, and what each is told when it starts."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from deploy.local import ports
from deploy.local.child import Child
from deploy.local.place import CHECKOUT, Place

# What the example alliance is called; whoever sets these variables gets their own. Its lead school is Twyford (W3 9PP).
ALLIANCE = {
    "ALLIANCE_ALLIANCE_NAME": "Ealing Teaching School Alliance",
    "ALLIANCE_SENDER": "alliance@ealing.example.org",
    "ALLIANCE_OFFICE_EMAIL": "office@ealing.example.org",
    "ALLIANCE_FINANCE_EMAIL": "finance@ealing.example.org",
}


@dataclass(frozen=True, slots=True)
class ServiceProcess:
    """One service: its name is also its module, its database and its role there."""

    name: str
    port_offset: int
    command: tuple[str, ...] = ()

    def address(self, place: Place) -> str:
        """Where it listens in that place."""
        return f"http://{ports.HOST}:{place.port(self.port_offset)}"

    def start_command(self) -> tuple[str, ...]:
        """How it is started; `python -m services.<name>` unless told otherwise."""
        return self.command or (sys.executable, "-m", f"services.{self.name}")


SERVICES = (
    ServiceProcess("registry", 1),
    ServiceProcess("bookings", 2),
    ServiceProcess("support", 3),
    ServiceProcess("finance", 4),
    ServiceProcess("notify", 5),
    ServiceProcess("gateway", 0),
)


def service_named(name: str) -> ServiceProcess:
    """One of them."""
    return next(service for service in SERVICES if service.name == name)


def service_child(service: ServiceProcess, place: Place, environment: dict[str, str]) -> Child:
    """The process of a service, not started."""
    return Child(
        service.name, service.start_command(), place.log(service.name), environment=environment, folder=CHECKOUT
    )


def environment_of(
    service: ServiceProcess, place: Place, database_url: str, bootstrap: str, public_key: Path
) -> dict[str, str]:
    """What a service is told; the variables of whoever started us go before the example's."""
    return {
        **ALLIANCE,
        "ALLIANCE_LOG_FORMAT": "json",
        **os.environ,
        "ALLIANCE_HOME": str(place.home),
        "ALLIANCE_PORT_BASE": str(place.port_base),
        "ALLIANCE_DATABASE_URL": database_url,
        "ALLIANCE_KAFKA": bootstrap,
        "ALLIANCE_HTTP_HOST": ports.HOST,
        "ALLIANCE_HTTP_PORT": str(place.port(service.port_offset)),
        "ALLIANCE_TOKEN_PUBLIC_KEY": str(public_key),
        "ALLIANCE_SINK_PORT": str(place.sink_port),
        "PYTHONUNBUFFERED": "1",
        **(_front_door(service, place, public_key.with_suffix(".key")) if service.name == "gateway" else {}),
    }


def _front_door(gateway: ServiceProcess, place: Place, private_key: Path) -> dict[str, str]:
    """What gateway alone is told: where all the others are, where it is itself, and the key that signs."""
    addresses = {
        f"ALLIANCE_{each.name.upper()}_URL": each.address(place) for each in SERVICES if each.name != gateway.name
    }
    public = os.environ.get("ALLIANCE_PUBLIC_URL", gateway.address(place))
    return {**addresses, "ALLIANCE_PUBLIC_URL": public, "ALLIANCE_TOKEN_PRIVATE_KEY": str(private_key)}


def is_ready(port: int) -> bool:
    """Whether a service says on /health/ready that it is."""
    status, _ = _asked(port)
    return status == 200


def stuck(port: int) -> dict[str, str]:
    """Which roles of a service that answers aren't ready, and what they say; none when it doesn't answer."""
    status, said = _asked(port)
    if status != 503:
        return {}
    return {role: each["because"] for role, each in json.loads(said).items() if not each["ready"]}


def _asked(port: int) -> tuple[int, bytes]:
    """Status and content of its answer; 0 when there is none."""
    connection = HTTPConnection(ports.HOST, port, timeout=1)
    try:
        connection.request("GET", "/health/ready")
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (HTTPException, OSError):
        return 0, b""
    finally:
        connection.close()
