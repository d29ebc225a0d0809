"""Promises hold in containers as on one machine, because PostgreSQL and Kafka are set up alike; here it is compared."""

from __future__ import annotations

import inspect
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from deploy.docker.check.compose import FILE, read
from deploy.docker.check.properties import properties
from deploy.local import cluster, kafka, kafka_jars, postgres
from deploy.local.binaries import program
from deploy.local.services import SERVICES

DATABASES = (FILE.parent / "deploy/docker/databases.sh").read_text()
HERE_ONLY = {"listen_addresses", "unix_socket_directories"}
"""PostgreSQL's settings that say where it listens."""


@pytest.fixture(scope="module")
def containers() -> dict[str, Any]:
    """What the file says of each container."""
    return read()["services"]


def test_postgresql_is_set_up_as_on_one_machine(containers: dict[str, Any]) -> None:
    """Erasure (`wal_recycle`) and silence about people (`log_…`) depend on it; so does the order of letters."""
    wanted = [f"--{name}={value}" for name, value in postgres.SETTINGS.items() if name not in HERE_ONLY]
    assert containers["postgres"]["command"] == ["postgres", *wanted]
    assert containers["postgres"]["environment"]["POSTGRES_INITDB_ARGS"] == " ".join(cluster.LOCALE)


def test_every_service_gets_the_same_rights_in_its_database() -> None:
    """What `make run` does in PostgreSQL, statement by statement, the containers' script does too."""
    done_here = inspect.getsource(postgres.Postgres)
    statements = re.findall(r'"((?:CREATE DATABASE|REVOKE|GRANT) [^"]+)"', done_here)
    assert len(statements) == 5
    assert [each for each in statements if each.replace("{name}", ':"name"') + ";" not in DATABASES] == []
    assert re.findall(r"^(?:REVOKE|GRANT) .*", DATABASES, re.MULTILINE) != []
    assert len(re.findall(r"^(?:CREATE DATABASE|REVOKE|GRANT) ", DATABASES, re.MULTILINE)) == len(statements)
    assert f"for name in {' '.join(service.name for service in SERVICES)}; do" in DATABASES


def test_kafka_is_set_up_as_on_one_machine(containers: dict[str, Any]) -> None:
    """Each setting: no topic by a slip of the pen, no reader's position forgotten within a year."""
    set_there = properties(containers["kafka"]["environment"])
    where = {"listeners", "advertised.listeners", "controller.quorum.voters", "log.dirs"}
    assert {name: value for name, value in set_there.items() if name not in where} == kafka.SETTINGS
    assert where <= set_there.keys()


def test_they_are_of_the_same_versions(containers: dict[str, Any]) -> None:
    """What was tried on one machine is what runs in containers."""
    said = subprocess.run([program("postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    assert containers["postgres"]["image"] == f"postgres:{said.split()[-1]}"
    jar = next(each for each in kafka_jars.pinned() if each.artifact == "kafka-server")
    assert containers["kafka"]["image"] == f"apache/kafka:{jar.version}"


def test_the_image_holds_what_the_build_names() -> None:
    """Each file that the Dockerfile copies goes to the builder, and nothing else of this folder does."""
    docker = FILE.parent / "deploy/docker/Dockerfile"
    copied = {
        each for line in re.findall(r"^COPY (.+)", docker.read_text(), re.MULTILINE) for each in line.split()[:-1]
    }
    let_in = set(re.findall(r"^!(.+)", (FILE.parent / ".dockerignore").read_text(), re.MULTILINE))
    assert copied == let_in
    assert all((FILE.parent / Path(each)).exists() for each in copied)
