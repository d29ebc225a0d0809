"""`alliance status`, `token`, and what is said when nothing runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from deploy.local.services import SERVICES
from shared.http.tokens import read_key, verify
from tests.cli.conftest import WIDE, Alli
from tests.running import Installation, free_range


@pytest.fixture
def nowhere(anywhere: Alli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Alli:
    """The command, pointed at an installation that was never started."""
    monkeypatch.setenv("ALLIANCE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ALLIANCE_PORT_BASE", str(free_range()))
    return anywhere


def test_status_shows_every_part_and_the_counts(alli: Alli) -> None:
    """All ready: exit code 0."""
    said = alli("status")
    assert said.code == 0
    for part in ("registry  ready", "notify  ready", "relay", "consumer", "sender", "timers"):
        assert part in said.out
    assert "members, 22,011 schools in the national register" in said.out
    assert "for an address (longest:" in said.out


def test_status_gives_json_for_programs(alli: Alli) -> None:
    """Services with their roles, counts, messages by state."""
    seen = json.loads(alli("status", "--json").out)
    assert seen["services"]["notify"]["roles"]["sender"]["ready"] is True
    assert seen["counts"]["links"] == 33_801
    assert seen["messages"]["by_state"]["sent"] >= 27


def test_status_tells_what_is_missing_and_ends_with_1(alli: Alli, installation: Installation) -> None:
    """notify is stopped: registry is shown, notify's place is named, and the e-mails aren't known."""
    installation.stop_service("notify")
    try:
        said = alli("status")
        assert said.code == 1
        assert f"notify  isn't running at http://127.0.0.1:{installation.place.port(5)}" in said.out
        assert "registry  ready" in said.out
        assert "not known while notify doesn't answer" in said.out
        assert "notify        isn't running, though other parts are" in alli("doctor").out
    finally:
        installation.begin("notify")
        installation.wait_ready("notify")


def test_nothing_running_is_one_clear_line(nowhere: Alli) -> None:
    """For status and for everything that needs a service; JSON stays JSON."""
    said = nowhere("status")
    assert said.code == 1
    assert said.sentence.startswith("Nothing runs at http://127.0.0.1:")
    assert said.sentence.endswith("start it with `make run`.")
    as_json = nowhere("status", "--json")
    assert as_json.code == 1
    assert {service.name for service in SERVICES} == set(json.loads(as_json.out)["services"])


@pytest.mark.parametrize(
    "command", ["schools members", "schools find x", "schools leave 101939", "mail", "mail show ab"]
)
def test_a_service_that_is_not_there_is_named_with_the_way_to_start_it(nowhere: Alli, command: str) -> None:
    """No traceback, exit code 1."""
    said = nowhere(*command.split())
    assert said.code == 1
    name = "notify" if command.startswith("mail") else "registry"
    assert said.sentence.startswith(f"{name} isn't running at http://127.0.0.1:")
    assert said.sentence.endswith(": start it with `make run`.")


def test_a_token_is_for_the_roles_that_were_asked(alli: Alli, installation: Installation) -> None:
    """Only the token is printed, signed with this installation's key."""
    key = read_key(installation.place.home / "keys" / "token.pub")
    said = alli("token", "--role", "office")
    caller = verify(said.out.strip(), key)
    assert (caller.actor, caller.roles) == ("operator", {"office"})
    assert verify(alli("token").out.strip(), key).roles == {"admin"}


def test_a_token_works_with_any_client(alli: Alli, installation: Installation) -> None:
    """As the README shows it with curl; a role that may not is told so."""
    url = f"http://127.0.0.1:{installation.place.port(5)}/messages"
    answers = [
        httpx.get(url, headers={"Authorization": f"Bearer {alli('token', '--role', role).out.strip()}"}).status_code
        for role in ("office", "guest")
    ]
    assert answers == [200, 403]


def test_a_token_without_a_key_is_a_sentence(nowhere: Alli) -> None:
    """The first start makes the key."""
    said = nowhere("token")
    assert said.code == 1
    assert said.sentence.startswith("There is no key at")


def test_a_key_of_another_installation_is_a_sentence(
    alli: Alli, installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ALLIANCE_HOME names another folder than the one that runs on these ports."""
    from deploy.local.keys import make_keys

    make_keys(tmp_path / "keys")
    monkeypatch.setenv("ALLIANCE_HOME", str(tmp_path))
    said = alli("schools", "members")
    assert said.code == 1
    assert "doesn't accept our key: it runs with another ALLIANCE_HOME" in said.sentence


def test_a_port_base_that_is_none_is_a_sentence(anywhere: Alli, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same as at the start."""
    monkeypatch.setenv("ALLIANCE_PORT_BASE", "x")
    assert anywhere("status").sentence.startswith("ALLIANCE_PORT_BASE must be a number")


def test_a_fault_of_ours_is_a_sentence_and_a_log(
    anywhere: Alli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never a traceback."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setenv("ALLIANCE_HOME", str(tmp_path))
    monkeypatch.setattr("deploy.cli.status.look", broken)
    said = anywhere("status")
    assert said.code == 1
    assert "ZeroDivisionError: by nothing. The details are in" in said.sentence
    assert "Traceback" in (tmp_path / "logs" / "alliance.log").read_text()


def test_a_reader_that_goes_away_is_no_fault(installation: Installation) -> None:
    """`alliance mail | head -1`: nothing on standard error."""
    command = f"{sys.executable} -m deploy.cli mail | head -1"
    environment = {**os.environ, **installation.environment, "COLUMNS": WIDE}
    done = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout.split()[0] == "id"
