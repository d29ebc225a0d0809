"""What the tests of the command line share: one installation with the example alliance, and the command itself."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial

import pytest

from deploy.cli import main
from deploy.cli.alliance import Alliance
from deploy.cli.following import Following
from deploy.demo.loading import load
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from tests.running import Installation, installed
from tests.silent import silent_screen

WIDE = "200"

PATIENT = 60.0
"""Seconds that a command waits for what follows; a busy machine takes longer than a person likes to wait."""


@dataclass(frozen=True)
class Said:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one sentence on standard error, without its mark."""
        [line] = self.err.splitlines()
        return line.removeprefix("✗ ")


Alli = Callable[..., Said]


@pytest.fixture(scope="package")  # ends with this folder only because it has an __init__.py
def installation(postgres: Postgres, embedded_kafka: Kafka) -> Generator[Installation]:
    """One for all tests of the command line, with the example alliance in it."""
    with installed(postgres, embedded_kafka) as running:
        load(Alliance(running.place, "demo"), silent_screen())
        yield running


@pytest.fixture(scope="package")
def office(installation: Installation) -> str:
    """The first account, called The office: how facts name whoever signs in with it."""
    gateway = Alliance(installation.place).gateway
    gateway.change("/accounts/first", {"name": "The office", "address": "office@ealing.example.org"})
    [account] = gateway.get("/accounts")
    return f"user:{account['account_id']}"


@pytest.fixture
def anywhere(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Alli:
    """The command, in this process, wherever ALLIANCE_HOME points."""
    monkeypatch.setenv("COLUMNS", WIDE)

    def alli(*arguments: str) -> Said:
        capsys.readouterr()
        code = main(arguments)
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    return alli


@pytest.fixture
def alli(installation: Installation, anywhere: Alli, monkeypatch: pytest.MonkeyPatch) -> Alli:
    """The command, pointed at the running installation."""
    for name, value in installation.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("deploy.cli.followed.Following", partial(Following, patience=PATIENT))
    return anywhere
