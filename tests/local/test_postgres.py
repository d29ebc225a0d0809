"""The embedded PostgreSQL keeps data, keeps services apart, and comes back after a crash."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import stat
from collections.abc import Generator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from deploy.local.binaries import query
from deploy.local.postgres import Postgres
from deploy.local.trouble import CannotStart
from tests.local.network import free_port
from tests.local.passable import passable_folder

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def postgres(folder: Path) -> Generator[Postgres]:
    """A running server with nothing in it, for a test that ends it."""
    with running(Postgres(folder / "postgres", free_port())) as server:
        yield server


@pytest.fixture(scope="module")
def lasting() -> Generator[Postgres]:
    """A running server for all tests that leave it running."""
    with passable_folder() as folder, running(Postgres(folder, free_port())) as server:
        yield server


@contextlib.contextmanager
def running(server: Postgres) -> Generator[Postgres]:
    """Start it and stop it in any case."""
    try:
        server.start()
        yield server
    finally:
        server.stop()


def as_another(url: str, **changes: str) -> str:
    """The same address with another database, user or password."""
    parts = urlsplit(url)
    user, password = changes.get("user", parts.username), changes.get("password", parts.password)
    return f"postgresql://{user}:{password}@127.0.0.1:{parts.port}/{changes.get('database', parts.path[1:])}"


async def test_a_service_works_in_its_own_database(lasting: Postgres) -> None:
    """Its role owns the database and may make tables there."""
    connection = await asyncpg.connect(lasting.url("registry"))
    await connection.execute("CREATE TABLE schools (urn int)")
    assert await connection.fetchval("SELECT current_user || '@' || current_database()") == "registry@registry"
    await connection.close()


@pytest.mark.parametrize("database", ["notify", "postgres", "template1"])
async def test_a_service_cannot_open_another_database(lasting: Postgres, database: str) -> None:
    """Neither another service's nor the superuser's."""
    lasting.url("notify")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(as_another(lasting.url("registry"), database=database))


@pytest.mark.parametrize("user", ["registry", "postgres"])
async def test_nobody_comes_in_without_the_password(lasting: Postgres, user: str) -> None:
    """A local connection is not trusted."""
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(as_another(lasting.url("registry"), user=user, password="guess"))


def test_passwords_are_for_the_owner_only(lasting: Postgres) -> None:
    """Files 0600 in a folder 0700, and each service has another one."""
    lasting.url("registry")
    lasting.url("notify")
    folder = lasting.folder / "passwords"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = [folder / name for name in ("postgres", "registry", "notify")]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert len({file.read_text() for file in files}) == 3


def test_commits_are_durable_and_texts_are_unicode(lasting: Postgres) -> None:
    """What bus.md builds on: fsync and synchronous commits are on, and sorting is the same on every platform."""
    settings = {name: query(lasting.admin_url, f"SHOW {name}") for name in ("fsync", "synchronous_commit", "timezone")}
    assert settings == {"fsync": "on", "synchronous_commit": "on", "timezone": "UTC"}
    assert query(lasting.url("registry"), "SELECT 'ß' < 'ä' COLLATE \"default\" AND length('é') = 1") == "t"


def test_a_second_start_finds_the_data(postgres: Postgres) -> None:
    """Stopping is clean, and the same folder has the same rows, roles and passwords."""
    url = postgres.url("registry")
    query(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    assert postgres.stop()
    with running(Postgres(postgres.folder, postgres.port)) as again:
        assert again.url("registry") == url
        assert query(url, "SELECT answer FROM kept") == "42"


def test_after_kill_9_it_starts_again_with_what_was_committed(postgres: Postgres) -> None:
    """Only the server's process dies, as a crash would have it; its sessions are still there for a moment."""
    query(postgres.url("registry"), "CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(postgres.pid, signal.SIGKILL)
    with running(Postgres(postgres.folder, postgres.port)) as again:
        assert query(again.url("registry"), "SELECT answer FROM kept") == "42"


def test_a_pid_file_that_names_another_process_does_not_block(postgres: Postgres) -> None:
    """The number of a crashed server was handed out again, here to this test."""
    pid_file = postgres.folder / "data" / "postmaster.pid"
    content = pid_file.read_text()
    postgres.stop()
    pid_file.write_text(content.replace(content.splitlines()[0], str(os.getpid()), 1))
    with running(Postgres(postgres.folder, postgres.port)) as again:
        assert query(again.admin_url, "SELECT 1") == "1"


def test_an_interrupted_creation_is_done_anew(folder: Path) -> None:
    """Half a cluster from an interrupted first start is thrown away."""
    unfinished = folder / "postgres" / "data.new"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18")
    with running(Postgres(folder / "postgres", free_port())) as server:
        assert query(server.admin_url, "SELECT 1") == "1"


def test_an_interrupted_role_is_made_anew(lasting: Postgres) -> None:
    """The role was made, then everything died: the password is set again and the database follows."""
    query(lasting.admin_url, "CREATE ROLE half_made LOGIN PASSWORD 'lost'")
    assert query(lasting.url("half_made"), "SELECT current_user") == "half_made"


def test_a_busy_port_is_one_line_with_port_and_holder(folder: Path) -> None:
    """The line names the port and this very process."""
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        with pytest.raises(CannotStart, match=rf"^Port {port}, .*process {os.getpid()}\)") as refusal:
            Postgres(folder / "postgres", port).start()
    assert "\n" not in str(refusal.value)


def test_data_of_another_major_version_is_refused(folder: Path) -> None:
    """Better a line than PostgreSQL's own words."""
    (folder / "data").mkdir()
    (folder / "data" / "PG_VERSION").write_text("17\n")
    with pytest.raises(CannotStart, match="was made by PostgreSQL 17"):
        Postgres(folder, free_port()).start()


def test_a_strange_name_for_a_role_is_refused(lasting: Postgres) -> None:
    """Names go into SQL as they are, so only plain ones are taken."""
    with pytest.raises(ValueError, match="not a name"):
        lasting.url('x"; DROP ROLE postgres')


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes the user")
def test_a_folder_that_the_unprivileged_user_cannot_enter_is_named(tmp_path: Path) -> None:
    """As root under a closed folder the line says which one and what to do."""
    tmp_path.chmod(0o700)
    with pytest.raises(CannotStart, match=r"may not enter /.*chmod o\+x"):
        Postgres(tmp_path / "postgres", free_port()).start()
