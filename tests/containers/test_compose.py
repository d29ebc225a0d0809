"""docker-compose.yml, as far as reading it goes: its schema, all that it names, and what an operator expects of it."""

from __future__ import annotations

import importlib
import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pytest

from deploy.docker.check import Failed
from deploy.docker.check.compose import FILE, PACKAGES, filled, read
from deploy.local.services import SERVICES

ROOT = FILE.parent
EXAMPLE = ROOT / ".env.example"
ONCE = {"keys", "alarms"}
"""Containers that do one thing and end."""

Document = dict[str, Any]


@pytest.fixture(scope="module")
def compose() -> Document:
    """The file as it is read."""
    return read()


def test_a_wrong_file_is_told_from_a_right_one(tmp_path: Path) -> None:
    """The check can fail."""
    wrong = tmp_path / "wrong.yml"
    wrong.write_text("services: { a: { imagine: postgres, ports: 5 } }")
    [found] = json.loads(PACKAGES.run("check.mjs", str(wrong)))
    assert any("imagine" in each for each in found["complaints"])
    assert any("/services/a/ports" in each for each in found["complaints"])
    with pytest.raises(Failed, match=r"wrong\.yml isn't as the specification wants it"):
        read(wrong)


def test_variables_are_filled_in_as_compose_does() -> None:
    """Set, unset with another in its place, and unset where something must be."""
    told = {"OFFICE": "office@x.example", "EMPTY": ""}
    assert filled({"a": ["${OFFICE}", "${EMPTY:-none}", "${NO:-${OFFICE}}!"]}, told) == {
        "a": ["office@x.example", "none", "office@x.example!"]
    }
    with pytest.raises(Failed, match=r"NAME isn't set: set it in \.env\."):
        filled("${NAME:?set it in .env}", told)


def test_every_service_of_make_run_is_there_by_the_same_command(compose: Document) -> None:
    """With a database of its own, at the port that it has on one machine."""
    for service in SERVICES:
        own = compose["services"][service.name]
        assert own["command"] == ["python", "-m", f"services.{service.name}"]
        assert importlib.util.find_spec(f"services.{service.name}.__main__")
        assert own["ports"] == [f"127.0.0.1:{8000 + service.port_offset}:8000"]
        assert f"postgres:5432/{service.name}" in own["environment"]["ALLIANCE_DATABASE_URL"]


def test_every_service_is_told_what_it_asks_for(compose: Document) -> None:
    """A setting without a default that nobody sets would keep it from starting."""
    for service in SERVICES:
        settings = importlib.import_module(f"services.{service.name}.settings")
        [kind] = [each for name, each in vars(settings).items() if name.lower() == f"{service.name}settings"]
        wanted = {f"ALLIANCE_{name.upper()}" for name, field in kind.model_fields.items() if field.is_required()}
        assert wanted <= set(compose["services"][service.name]["environment"]), service.name


def test_images_are_pinned(compose: Document) -> None:
    """A file that means something else tomorrow is no file to trust a year to."""
    images = [service["image"] for service in compose["services"].values() if "image" in service]
    assert images
    for image in images:
        assert re.search(r":v?\d+(\.\d+)+$", image), image


def test_what_is_mounted_is_there_and_what_is_kept_has_a_name(compose: Document) -> None:
    """Files of ours, read only, and volumes that are declared: none is lost with its container."""
    used: set[str] = set()
    for service in compose["services"].values():
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            if source.startswith("./"):
                assert (ROOT / source).exists()
                assert volume.endswith(":ro")
            else:
                used.add(source)
    assert used == set(compose["volumes"])


def test_every_variable_is_explained_and_no_password_is_given() -> None:
    """In .env.example, and nothing there that nobody reads; a password that came with the file would be everybody's."""
    wanted = set(re.findall(r"\$\{(\w+)", FILE.read_text()))
    example = dict(re.findall(r"^(\w+)=(.*)", EXAMPLE.read_text(), re.MULTILINE))
    assert wanted == set(example)
    assert {name: value for name, value in example.items() if "PASSWORD" in name and value} == {}
    assert "/.env" in (ROOT / ".gitignore").read_text().splitlines()


def test_passwords_come_from_the_environment_file_alone(compose: Document) -> None:
    """None stands in the file, nor has one a default."""
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            if "PASSWORD" in name:
                assert re.fullmatch(r"\$\{\w+:\?set it in \.env\}", value), name
            if name == "ALLIANCE_DATABASE_URL":
                assert re.fullmatch(r"postgresql://\w+:\$\{\w+_PASSWORD\}@postgres:5432/\w+", value)


def test_nothing_is_open_to_the_network(compose: Document) -> None:
    """What is published is published to this machine; a proxy with a certificate stands before the pages."""
    for service in compose["services"].values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))


def test_every_container_is_kept_alive_bounded_and_without_rights_it_does_not_need(compose: Document) -> None:
    """Restarted, with a health check, a bound for memory and for logs; PostgreSQL's image alone begins as root."""
    for name, service in compose["services"].items():
        assert service["restart"] == ("no" if name in ONCE else "unless-stopped")
        assert ("healthcheck" in service) == (name not in ONCE), name
        assert service["mem_limit"]
        assert service["logging"]["options"]["max-size"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert (service.get("cap_drop") == ["ALL"]) == (name != "postgres")


def test_gateway_alone_can_sign(compose: Document) -> None:
    """Another service that was broken into could else make itself an admin's token."""
    private = {
        name for name, each in compose["services"].items() if any("keys:" in one for one in each.get("volumes", ()))
    }
    assert private == {"gateway", "keys"}


def test_our_own_containers_may_write_nowhere(compose: Document) -> None:
    """But in their volumes; as a user of their own, and with the time that a service takes to end."""
    ours = [service for service in compose["services"].values() if "build" in service]
    assert len(ours) == len(SERVICES) + len(ONCE)
    assert all(service["read_only"] and service["tmpfs"] == ["/tmp"] for service in ours)
    assert (ROOT / "deploy/docker/Dockerfile").read_text().rstrip().endswith("\nUSER alliance")
    for service in SERVICES:
        assert 5 < float(compose["services"][service.name]["stop_grace_period"].removesuffix("s")) < 15
