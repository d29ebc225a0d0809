"""`alliance doctor`."""

from __future__ import annotations

import re
import shutil
import socket
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from deploy.cli import machine, running_stack
from deploy.cli.doctor import conclude
from deploy.cli.finding import Is, well
from deploy.cli.terminal import Terminal
from deploy.local import leftovers
from deploy.local.kafka import Kafka
from deploy.local.place import Place
from deploy.local.postgres import Postgres
from tests.cli.conftest import Alli
from tests.running import Installation, free_range


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An installation that was never started."""
    return Place(tmp_path / "home", free_range())


def test_all_is_well_with_a_running_installation(alli: Alli) -> None:
    """Each line has its mark, and the exit code is 0."""
    said = alli("doctor")
    assert said.code == 0, said.out
    assert "✓ mail          goes to nobody: it is kept in" in said.out
    assert "✓ keys          for their owner only" in said.out
    assert "✓ notify        ready" in said.out
    assert "this can't be looked at: PostgreSQL, Kafka.\n" in said.out, "these are the test run's own"


def test_all_is_well_when_all_was_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    """Only then."""
    conclude([well("mail", "goes to nobody"), well("notify", "ready")], Terminal())
    assert capsys.readouterr().out.strip() == "All is well."


def test_before_the_first_start_nothing_is_wrong(anywhere: Alli, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can't be looked at yet is said without a cross."""
    monkeypatch.setenv("ALLIANCE_HOME", str(place.home))
    monkeypatch.setenv("ALLIANCE_PORT_BASE", str(place.port_base))
    said = anywhere("doctor")
    assert said.code == 0
    assert "· keys          are made at the first start" in said.out
    assert "· registry      isn't running: `make run` starts it" in said.out
    assert "✓ disk " in said.out
    assert "All is well." not in said.out
    unseen = "keys, PostgreSQL, Kafka, mail, registry, bookings, support, finance, notify, gateway"
    assert f"Before `make run` has started it, this can't be looked at: {unseen}." in said.out


def test_a_key_that_others_can_read_is_wrong(alli: Alli, installation: Installation) -> None:
    """With the command that puts it right, and exit code 1."""
    key = installation.place.home / "keys" / "token.key"
    key.chmod(0o644)
    try:
        said = alli("doctor")
    finally:
        key.chmod(0o600)
    assert said.code == 1
    assert "✗ keys          1 can be read by others" in said.out
    assert f"→ chmod 600 {key}" in said.out
    assert "1 thing to put right." in said.out


def test_a_port_that_somebody_else_has_is_wrong(place: Place) -> None:
    """The port and its holder are named."""
    with socket.create_server(("127.0.0.1", place.kafka_port)):
        found = running_stack.all_ports(place)
    assert found.state is Is.WRONG
    assert found.says.startswith(f"{place.kafka_port} is taken by")
    assert running_stack.all_ports(place).state is Is.WELL


def test_missing_jars_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty cache; one damaged file would do as well."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    found = machine.jars()
    assert found.state is Is.WRONG
    assert found.says.startswith("46 of 46 files are missing or damaged")


def test_packages_say_what_they_count() -> None:
    """Setting up counts all that were installed, which are more."""
    assert re.match(r"\d+ as pinned, not counting what they need, in ", machine.packages().says)


def test_a_package_of_another_version_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first few are named."""
    really = machine.installed
    monkeypatch.setattr(machine, "installed", lambda name: "0.1" if name == "rich" else really(name))
    found = machine.packages()
    assert (found.state, found.says) == (Is.WRONG, "1 is not as pinned: rich")


def test_a_full_disk_is_wrong(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """How much is there, and how much is needed."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5_000_000))
    found = machine.disk(place)
    assert (found.state, found.do) == (Is.WRONG, "make room: 1000 MB are needed")


def test_a_clock_from_before_this_program_is_wrong() -> None:
    """Tokens would be worthless."""
    assert machine.clock().state is Is.WELL
    found = machine.clock(datetime(2001, 1, 1, tzinfo=UTC))
    assert (found.state, found.do) == (Is.WRONG, "set the machine's clock")


def test_databases_and_broker_are_asked_themselves(postgres: Postgres, embedded_kafka: Kafka, tmp_path: Path) -> None:
    """A process that is there and answers is well; one that is there and doesn't is wrong."""
    home, bootstrap_port = tmp_path / "home", int(embedded_kafka.bootstrap.rpartition(":")[2])
    (home / "logs").mkdir(parents=True)
    leftovers.note(home / "logs" / "postgres.pid", postgres.pid)
    leftovers.note(home / "logs" / "kafka.pid", embedded_kafka.pid)
    assert running_stack.postgres(Place(home, postgres.port - 10)).state is Is.WELL
    assert running_stack.kafka(Place(home, bootstrap_port - 11)).state is Is.WELL
    dead = Place(home, free_range())
    assert running_stack.postgres(dead).state is Is.WRONG
    assert running_stack.kafka(dead).state is Is.WRONG


def test_a_real_mail_server_is_named_without_its_password(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that nobody sends to real people unawares."""
    monkeypatch.setenv("ALLIANCE_SMTP_URL", "smtps://user:secret@mail.example.org:465")
    assert running_stack.mail(place).says == "goes to real people, through mail.example.org"
    monkeypatch.setenv("ALLIANCE_ONLY_TO", "hilltop.sch.uk")
    assert running_stack.mail(place).says == "goes to hilltop.sch.uk only, through mail.example.org"
