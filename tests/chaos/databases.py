"""Harm to databases: no room on the disk, and set back to an earlier time."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from typing import Any
from uuid import UUID

from deploy.local.binaries import environment, program, query
from tests.chaos.loss import Lost, Mint
from tests.chaos.system import System


def fill_disk(system: System, service: str, table: str) -> None:
    """Every further row of that table is refused as on a full disk."""
    query(_address(system, service), _FULL.format(table=table))


def make_room(system: System, service: str, table: str) -> None:
    """Rows fit again."""
    query(_address(system, service), f"DROP TRIGGER IF EXISTS full_disk ON {table}")


def has_tables(system: System, service: str) -> bool:
    """Has the service been there and migrated?"""
    there = query(system.postgres.admin_url, f"SELECT 1 FROM pg_database WHERE datname = '{service}'")
    return there == "1" and query(_address(system, service), "SELECT to_regclass('readers') IS NOT NULL") == "t"


def dumped(system: System, service: str) -> bytes:
    """A service's database as it is now."""
    return _run(system, "pg_dump", "--format=custom", service)


def restore(system: System, service: str, dump: bytes) -> None:
    """Put an earlier state in the place of the present one; sessions are ended, and find it when they come again."""
    admin = system.postgres.admin_url
    query(admin, f"DROP DATABASE {service} WITH (FORCE)")
    query(admin, f"CREATE DATABASE {service} OWNER {service}")
    _run(system, "pg_restore", "--exit-on-error", f"--dbname={service}", given=dump)


def end_sessions(system: System, service: str) -> None:
    """Whatever is under way there is rolled back; returns when it is."""
    left = query(system.postgres.admin_url, _END.format(service=service))
    assert left == "0", f"{left} sessions of {service} didn't end"


def mint_now(system: System) -> Mint:
    """What the mint's database holds."""
    facts = _rows(system, "mint", "outbox", "event_id, topic, key, sequence")
    coins = _rows(system, "mint", "ledger", "payment_id, leg")
    return Mint(
        frozenset(Lost(UUID(event_id), topic, key, sequence) for event_id, topic, key, sequence in facts),
        Counter((UUID(payment_id), leg) for payment_id, leg in coins),
    )


def _rows(system: System, service: str, table: str, columns: str) -> list[list[Any]]:
    """Without an event loop: faults are done by a plain thread."""
    found = query(_address(system, service), f"SELECT json_agg(json_build_array({columns})) FROM {table}")
    return json.loads(found or "[]")


def _address(system: System, service: str) -> str:
    return system.postgres.admin_url.rpartition("/")[0] + f"/{service}"


def _run(system: System, name: str, *arguments: str, given: bytes | None = None) -> bytes:
    password = system.postgres.admin_url.partition("//postgres:")[2].partition("@")[0]
    where = {"PGHOST": "127.0.0.1", "PGPORT": str(system.postgres.port), "PGUSER": "postgres", "PGPASSWORD": password}
    done = subprocess.run(
        [program(name), *arguments], input=given, env=environment() | where, capture_output=True, check=False
    )
    assert done.returncode == 0, f"{name}: {done.stderr.decode()}"
    return done.stdout


_END = """
WITH theirs AS MATERIALIZED (SELECT pid FROM pg_stat_activity WHERE datname = '{service}')
SELECT count(*) FROM theirs WHERE NOT pg_terminate_backend(pid, 5000)
"""

_FULL = """
CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE SQLSTATE '53100' USING MESSAGE = 'could not extend file: No space left on device'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION full_disk();
"""
