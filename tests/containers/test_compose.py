"""docker-compose.yml, as far as it can be tried without a container engine: its schema, and all that it names."""

import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pytest

from deploy.local.services import SERVICES
from deploy.node import VENV, Packages

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"

PACKAGES = Packages(
    "the compose specification's schema (5 MB)", Path(__file__).with_name("node"), VENV / "compose-check"
)

Document = dict[str, Any]


def checked(*files: Path) -> list[dict[str, Any]]:
    """Each file as it is read, and what the specification's schema says against it."""
    return json.loads(PACKAGES.run("check.mjs", *map(str, files)))


@pytest.fixture(scope="module")
def compose() -> Document:
    """The file as it is read."""
    [found] = checked(COMPOSE)
    assert found["complaints"] == []
    return found["document"]


def test_a_wrong_file_is_told_from_a_right_one(tmp_path: Path) -> None:
    """The check can fail."""
    wrong = tmp_path / "wrong.yml"
    wrong.write_text("services: { a: { imagine: postgres, ports: 5 } }")
    [found] = checked(wrong)
    assert any("imagine" in each for each in found["complaints"])
    assert any("/services/a/ports" in each for each in found["complaints"])


def test_every_service_of_make_run_is_there_by_the_same_command(compose: Document) -> None:
    """With a database of its own, at the port that it has on one machine."""
    for service in SERVICES:
        own = compose["services"][service.name]
        assert own["command"] == ["python", "-m", f"services.{service.name}"]
        assert importlib.util.find_spec(f"services.{service.name}.__main__")
        assert own["ports"] == [f"127.0.0.1:{8000 + service.port_offset}:8000"]
        assert f"postgres:5432/{service.name}" in own["environment"]["ALLIANCE_DATABASE_URL"]
    databases = (ROOT / "deploy/docker/databases.sh").read_text()
    assert f"for name in {' '.join(service.name for service in SERVICES)}; do" in databases


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


def test_what_is_mounted_is_there(compose: Document) -> None:
    """Files of ours, and volumes that are declared."""
    for service in compose["services"].values():
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            assert (ROOT / source).exists() if source.startswith("./") else source in compose["volumes"], volume


def test_every_variable_is_explained() -> None:
    """In .env.example, and nothing there that nobody reads."""
    wanted = set(re.findall(r"\$\{(\w+)", COMPOSE.read_text()))
    explained = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert wanted == explained


def test_nothing_is_open_to_the_network(compose: Document) -> None:
    """What is published is published to this machine; a proxy with a certificate stands before the pages."""
    for service in compose["services"].values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
