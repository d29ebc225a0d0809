"""How fast the national register is imported, against a bare COPY of the same file."""

import resource
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg
import uuid_utils.compat

from deploy.bench.lab import REGISTER, folder, free_port, keep_logs_quiet, say
from deploy.local.postgres import Postgres
from services.registry.service import REGISTRY
from services.registry.use_cases.import_register import ImportRegister, ImportReport
from shared.kernel.clock import system_clock
from shared.messaging.commands import Commands
from shared.messaging.envelope import Cause
from shared.messaging.workshop import Workshop
from shared.observability.metrics import Metrics
from shared.persistence.engine import create_engine
from shared.persistence.migrations import migrate


async def measure(rounds: int) -> dict[str, Any]:
    """Cold import, import again, and bare COPY, turn and turn about on one PostgreSQL with durable commits."""
    keep_logs_quiet()
    bare: list[float] = []
    cold: list[float] = []
    again: list[float] = []
    with folder() as home:
        postgres = Postgres(home / "postgres", free_port())
        postgres.start()
        try:
            for turn in range(rounds):
                url = postgres.url(f"bench{turn}")
                bare.append(await _bare_copy(url))
                first, second = await _import_twice(url)
                cold.append(first)
                again.append(second)
        finally:
            postgres.stop()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    say(f"import of 22,010 rows, medians of {rounds} rounds:")
    say(
        f"  bare COPY {median(bare) * 1000:.0f} ms, cold import {median(cold) * 1000:.0f} ms "
        f"({median(cold) / median(bare):.1f} x), the same again {median(again) * 1000:.0f} ms, peak {peak:.0f} MB"
    )
    return {
        "import_ms": round(median(cold) * 1000),
        "import_again_ms": round(median(again) * 1000),
        "import_bare_ms": round(median(bare) * 1000),
        "import_ratio": round(median(cold) / median(bare), 2),
        "import_peak_mb": round(peak),
    }


async def _bare_copy(url: str) -> float:
    """The limit: PostgreSQL reads the file into text columns."""
    connection = await asyncpg.connect(url)
    try:
        columns = REGISTER.open(encoding="utf-8").readline().strip().split(",")
        await connection.execute(f"CREATE TABLE bare ({', '.join(f'{column} text' for column in columns)})")
        began = time.perf_counter()
        await connection.copy_to_table("bare", source=REGISTER, format="csv", header=True)
        return time.perf_counter() - began
    finally:
        await connection.close()


async def _import_twice(url: str) -> tuple[float, float]:
    """Through the service's own command, commit included."""
    await migrate(url, REGISTRY.migrations)
    engine = create_engine(url, "bench")
    workshop = Workshop(
        engine, REGISTRY.work, frozenset(REGISTRY.publishes), system_clock, uuid_utils.compat.uuid7, lambda _: None
    )
    commands = Commands(REGISTRY.commands, workshop, Metrics())
    try:
        return await _timed(commands, REGISTER), await _timed(commands, REGISTER)
    finally:
        await engine.dispose()


async def _timed(commands: Commands[Any], file: Path) -> float:
    began = time.perf_counter()
    report: ImportReport = await commands.do(ImportRegister(file), Cause("bench"))
    seconds = time.perf_counter() - began
    if report.outcome.refused or report.outcome.rows != 22_010:
        raise SystemExit(f"The import went wrong: {report.outcome}")
    return seconds
