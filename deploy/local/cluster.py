"""A PostgreSQL cluster on disk: made once and whole, recognised, freed of what a crash left."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import time
from collections.abc import Generator
from pathlib import Path

import psutil

from deploy.local import binaries, child, leftovers
from deploy.local.trouble import CannotStart
from deploy.local.unprivileged import demand_passage, hand_over, make_folder, server_user

VERSION = "18"
ACCESS = """\
# Passwords always, this machine only; backups are for the superuser.
host all all 127.0.0.1/32 scram-sha-256
host replication postgres 127.0.0.1/32 scram-sha-256
"""
# The builtin provider sorts by code point and gives the same order on every platform; LC_* of the system play no part.
LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")


def create(data: Path, password: str, *, durable: bool) -> None:
    """Make a cluster with initdb beside `data`, then rename it: an interrupted creation leaves nothing half-made."""
    user = server_user()
    make_folder(data.parent)
    demand_passage(user, binaries.program("postgres"))
    demand_passage(user, data.parent)
    unfinished = data.with_name("data.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    hand_over(unfinished, user)
    with password_file(data.parent, password, user) as file:
        initdb(unfinished, file, user, durable=durable)
    unfinished.replace(data)


def say_who_may_enter(data: Path) -> None:
    """Write down who may connect, as this version has it; a cluster may have been made by an earlier one."""
    (data / "pg_hba.conf").write_text(ACCESS)


@contextlib.contextmanager
def password_file(folder: Path, password: str, user: int | None) -> Generator[Path]:
    """The superuser's password in a file for initdb, gone afterwards."""
    file = folder / "password.initdb"
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_text(password)
    hand_over(file, user)
    try:
        yield file
    finally:
        file.unlink()


def initdb(data: Path, password: Path, user: int | None, *, durable: bool) -> None:
    """Run initdb as the server's user; CannotStart with its words when it fails."""
    access = ["--auth=scram-sha-256", f"--pwfile={password}", "--username=postgres", "--no-instructions"]
    command = [binaries.program("initdb"), f"--pgdata={data}", *access, *LOCALE, *([] if durable else ["--no-sync"])]
    done = subprocess.run(
        [*child.leash(user), *command],
        cwd=data,
        env=binaries.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotStart(f"PostgreSQL's initdb failed: {' '.join(done.stderr.split())}")


def demand_known_version(data: Path) -> None:
    """CannotStart when the cluster was made by another major version of PostgreSQL."""
    found = (data / "PG_VERSION").read_text().strip() if data.exists() else VERSION
    if found != VERSION:
        raise CannotStart(
            f"{data} was made by PostgreSQL {found}; this one is {VERSION}. `alliance reset` starts anew."
        )


def end_leftovers(data: Path) -> None:
    """End servers that still work on this cluster, and remove a pid file that names nobody.

    PostgreSQL refuses to start when the number in its pid file belongs to any process of the same user, so a number
    that was handed out again would block it for ever.
    """
    for process in servers_on(data):
        leftovers.end_process(process)
    deadline = time.monotonic() + leftovers.PATIENCE
    while servers_on(data) and time.monotonic() < deadline:
        time.sleep(0.05)
    (data / "postmaster.pid").unlink(missing_ok=True)


def servers_on(data: Path) -> list[psutil.Process]:
    """PostgreSQL processes whose working folder is this cluster, the server itself or what is left of its sessions."""
    found: list[psutil.Process] = []
    for process in psutil.process_iter(["name", "cwd", "status"]):
        info = process.info
        if info["name"] == "postgres" and info["cwd"] == str(data) and info["status"] != psutil.STATUS_ZOMBIE:
            found.append(process)
    return sorted(found, key=lambda process: process.pid)


def is_ready(data: Path, pid: int) -> bool:
    """Whether the server says in its pid file that it accepts connections (as pg_ctl asks)."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"
