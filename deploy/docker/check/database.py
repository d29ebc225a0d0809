"""PostgreSQL as its official image starts it: made new, the databases by our script, then for everybody."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from pathlib import Path

from deploy.docker.check import Failed, health
from deploy.docker.check.compose import Container
from deploy.docker.check.here import Here
from deploy.docker.check.told import Told
from deploy.local import binaries
from deploy.local.child import Child, leash
from deploy.local.ports import HOST
from deploy.local.services import SERVICES
from deploy.local.trouble import CannotStart
from deploy.local.unprivileged import hand_over, make_folder, server_user

SCRIPT = "/docker-entrypoint-initdb.d/databases.sh"
# The image's own trusts its loopback; here all the other containers come from there.
ACCESS = "local all all trust\nhost all all all scram-sha-256\n"


class Database:
    """The container `postgres`."""

    def __init__(self, container: Container, here: Here, told: Told) -> None:
        self._container, self._here, self._told = container, here, told
        self.folder = here.folder / "postgres"
        self._port = here.port("postgres", 5432)
        self.child = self._server("")

    def start(self) -> None:
        """initdb, a server that nobody but the script reaches, the script, then the server for all."""
        make_folder(self.folder)
        self._make()
        child = self.child = self._server("")
        child.start()
        child.wait_until(lambda: self._passes("pg_isready", f"--host={self.folder}"), health.PATIENCE)
        if self._passes(*self._container.health):
            raise Failed("PostgreSQL's health check passes while its databases are still being made.")
        self._run_script()
        child.stop(self._container.grace)
        self.child = self._server(HOST)
        self.child.start()
        self._told.did("postgres", health.wait(self.child, self._check(*self._container.health), self._environment()))
        self._try_doors()

    def end(self) -> None:
        """By the image's own signal, SIGINT."""
        self.child.ask_to_stop()
        self._told.did("postgres", health.end(self._container, self.child))

    def _server(self, listens: str) -> Child:
        """The container's command, where this machine has the program, the folder and the port."""
        where = [f"--port={self._port}", f"--unix_socket_directories={self.folder}", f"--listen_addresses={listens}"]
        program, *settings = self._container.command
        command = [binaries.program(program), "-D", self.folder / "data", *settings, *where]
        return Child(
            "postgres",
            command,
            self._here.log("postgres"),
            environment=binaries.environment(),
            user=server_user(),
            stop_signal=signal.SIGINT,
        )

    def _make(self) -> None:
        """initdb by the container's arguments, as the server's user."""
        told, data, password = self._container.environment, self.folder / "data", self.folder / "password"
        data.mkdir(mode=0o700)
        password.write_text(told["POSTGRES_PASSWORD"])
        for each in (data, password, self.folder):
            hand_over(each, server_user())
        arguments = [f"--pgdata={data}", "--username=postgres", f"--pwfile={password}", "--no-sync"]
        command = [
            *leash(server_user()),
            str(binaries.program("initdb")),
            *arguments,
            *shlex.split(told["POSTGRES_INITDB_ARGS"]),
        ]
        made = subprocess.run(
            command, cwd=data, env=binaries.environment(), capture_output=True, text=True, check=False
        )
        password.unlink()
        if made.returncode:
            raise Failed(f"initdb refuses POSTGRES_INITDB_ARGS: {' '.join(made.stderr.split())}")
        (data / "pg_hba.conf").write_text(ACCESS)
        self._told.did("postgres", "initdb with POSTGRES_INITDB_ARGS")

    def _run_script(self) -> None:
        [source] = [source for source, target in self._container.mounts if target == SCRIPT]
        path = f"{binaries.program('psql').parent}{os.pathsep}{os.environ['PATH']}"
        access = {"PGHOST": str(self.folder), "PGPORT": str(self._port), "POSTGRES_USER": "postgres", "PATH": path}
        environment = {**self._container.environment, **access}
        ran = subprocess.run(["bash", Path(source)], env=environment, capture_output=True, text=True, check=False)
        if ran.returncode:
            raise Failed(f"databases.sh failed: {' '.join(ran.stderr.split())}")
        self._told.did("postgres", "databases.sh, while the health check said no")

    def _try_doors(self) -> None:
        """Each role opens its own database and none else; the superuser's password is the one of `.env`."""
        names = [service.name for service in SERVICES]
        for name, other in zip(names, [*names[1:], "postgres"], strict=True):
            binaries.query(self._url(name, name), "SELECT 1")
            try:
                binaries.query(self._url(name, other), "SELECT 1")
            except CannotStart:
                continue
            raise Failed(f"{name}'s role can open the database {other}.")
        self._told.did("postgres", "each role opens its own database and no other")
        self._told.not_done("postgres", "its image's entrypoint; fsync of a new cluster")

    def _url(self, role: str, database: str) -> str:
        password = self._container.environment[f"{role.upper()}_PASSWORD"]
        return f"postgresql://{role}:{password}@{HOST}:{self._port}/{database}"

    def _passes(self, *command: str) -> bool:
        return health.passes(self._check(*command), self._environment())

    def _check(self, program: str, *arguments: str) -> list[str]:
        return [str(binaries.program(program)), *arguments]

    def _environment(self) -> dict[str, str]:
        return {**binaries.environment(), "PGPORT": str(self._port)}
