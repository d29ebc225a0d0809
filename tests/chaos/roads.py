"""The network: a proxy on each road, and a listener of Kafka's for each, since Kafka tells clients where to connect."""

from __future__ import annotations

from deploy.local.place import Place
from tests.chaos.members import ROADS
from tests.chaos.proxy import HOST, Proxy

LISTENERS, TO_KAFKA, TO_POSTGRES, TO_MAIL = 26, 33, 40, 47
"""The first port of each, in the range; members and servers have those below."""

PORTS = 48


def roads(place: Place) -> dict[tuple[str, str], Proxy]:
    """From each service to Kafka and to PostgreSQL, and from notify to the mail server; none of them open yet."""
    port = place.port
    kafka = [((road, "kafka"), Proxy(port(TO_KAFKA + n), port(LISTENERS + n))) for n, road in enumerate(ROADS)]
    postgres = [((road, "postgres"), Proxy(port(TO_POSTGRES + n), place.postgres_port)) for n, road in enumerate(ROADS)]
    return dict([*kafka, *postgres, (("notify", "mail"), Proxy(port(TO_MAIL), place.sink_port))])


def listeners(place: Place) -> dict[str, str]:
    """Kafka's settings: a listener for each road, which clients are told to reach through that road's proxy."""
    names = {road: road.upper() for road in ROADS}
    listen = {names[road]: place.port(LISTENERS + n) for n, road in enumerate(ROADS)}
    told = {names[road]: place.port(TO_KAFKA + n) for n, road in enumerate(ROADS)}
    plain, controller = place.kafka_port, place.controller_port
    return {
        "listeners": _addresses({"PLAINTEXT": plain, "CONTROLLER": controller, **listen}),
        "advertised.listeners": _addresses({"PLAINTEXT": plain, **told}),
        "listener.security.protocol.map": ",".join(
            f"{name}:PLAINTEXT" for name in ("PLAINTEXT", "CONTROLLER", *names.values())
        ),
    }


def _addresses(ports: dict[str, int]) -> str:
    return ",".join(f"{name}://{HOST}:{port}" for name, port in ports.items())
