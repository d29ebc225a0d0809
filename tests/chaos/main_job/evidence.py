"""What is left of the main job when all is quiet: what its owners told, what they hold, and finance's ledger."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import asyncpg

from services.finance.domain.posting import POSTS
from services.finance.service import FINANCE, LEDGER
from shared.contracts import bookings, finance, support
from shared.contracts.fact import fact_type
from shared.kernel.clock import london_date
from shared.messaging.codec import adapter
from tests.chaos.main_job.ledger import Ledger, ledger_in
from tests.crash.asking import PatientClient
from tests.crash.evidence import PATIENCE
from tests.crash.quiet import Databases, facts_not_read, when_quiet
from tests.crash.stage import Standing

T = TypeVar("T")

OWNERS = ("bookings", "support", "finance")

KINDS = {fact_type(cls).name: cls for cls in (*bookings.FACTS, *support.FACTS, *finance.FACTS)}

POSTED = tuple(POSTS)
"""The kinds of facts that the ledger is kept from."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A fact of an owner's outbox, with its id and the day in London on which it was told."""

    event_id: UUID
    fact: Any
    on: date


@dataclass(frozen=True, slots=True)
class Held:
    """What the owners' own tables say; amounts are pence, days half-days.

    `bookings`: course, booking, person and standing of each that stands. `deployments`: half-days agreed, worked, and
    whether it ended. `years`: committed and worked of a person's released days. `grants`: standing and amount.
    """

    bookings: Counter[tuple[str, ...]] = field(default_factory=Counter[tuple[str, ...]])
    deployments: Mapping[str, tuple[int, int, bool]] = field(default_factory=dict[str, tuple[int, int, bool]])
    years: Mapping[tuple[str, int], tuple[int, int, int]] = field(
        default_factory=dict[tuple[str, int], tuple[int, int, int]]
    )
    grants: Mapping[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])


@dataclass(frozen=True, slots=True)
class Remains:
    """Everything that the verdict on the main job is based on; `told` is each owner's outbox in its order.

    `ledger` is as it was kept while everything broke, `rebuilt` as it is now. `ledger` is None when it never came to
    rest; then it wasn't rebuilt either.
    """

    told: Sequence[Telling]
    held: Held
    ledger: Ledger | None
    rebuilt: Ledger


def ledger_before_rebuild(stage: Standing) -> Ledger | None:
    """Wait until the ledger has heard everything; look at it, and have it rebuilt. It reads while others work on."""
    return asyncio.run(_with_finance(stage, _ledger_before_rebuild))


def gather(stage: Standing, ledger: Ledger | None) -> Remains:
    """Look at everything, which is quiet again."""
    return asyncio.run(_with_finance(stage, lambda databases, finance: _gather(databases, finance, ledger)))


async def _with_finance(stage: Standing, look: Callable[[Databases, PatientClient], Awaitable[T]]) -> T:
    finance = PatientClient(stage, "finance")
    try:
        async with Databases.of(stage) as databases:
            return await look(databases, finance)
    finally:
        finance.close()


async def _ledger_before_rebuild(databases: Databases, finance: PatientClient) -> Ledger | None:
    if await when_quiet(lambda: _unheard(databases), PATIENCE):
        return None
    ledger = await ledger_in(databases.connections["finance"], finance)
    rebuild_ledger(finance)
    return ledger


async def _unheard(databases: Databases) -> dict[str, int]:
    count = 0
    for reading in (each for each in FINANCE.subscriptions() if each.name == LEDGER.name):
        count += await facts_not_read(databases, databases.connections["finance"], reading, reading.topics)
    return {"facts not heard": count} if count else {}


async def _gather(databases: Databases, finance: PatientClient, ledger: Ledger | None) -> Remains:
    of = databases.connections
    told = [_telling(row) for owner in OWNERS for row in await of[owner].fetch(_TOLD)]
    return Remains(told, await _held(of), ledger, await ledger_in(of["finance"], finance))


def rebuild_ledger(finance: PatientClient) -> None:
    """As an operator does it: the ledger is emptied, and reads from the beginning."""
    finance.ask("POST", "/operations/readers/rebuild", json={"fold": LEDGER.name, "why": "chaos"})


def _telling(row: asyncpg.Record) -> Telling:
    fact = adapter(KINDS[row["type"]]).validate_json(row["data"])
    return Telling(row["event_id"], fact, london_date(row["recorded_at"]))


async def _held(of: Mapping[str, asyncpg.Connection]) -> Held:
    return Held(
        Counter(tuple(str(each) for each in row) for row in await of["bookings"].fetch(_BOOKINGS)),
        {str(row[0]): (row[1], row[2], row[3]) for row in await of["support"].fetch(_DEPLOYMENTS)},
        {(str(row[0]), row[1]): (row[2], row[3], row[4]) for row in await of["support"].fetch(_YEARS)},
        {str(row[0]): (row[1], row[2]) for row in await of["finance"].fetch(_GRANTS)},
    )


_TOLD = "SELECT event_id, type, data, recorded_at FROM outbox ORDER BY id"

_BOOKINGS = "SELECT course_id, booking_id, person_id, standing FROM bookings WHERE ended IS NULL"

_DEPLOYMENTS = """
SELECT deployment_id, halves, (SELECT coalesce(sum(halves), 0) FROM visits v WHERE v.deployment_id = d.deployment_id),
       ended_on IS NOT NULL FROM deployments d
"""

_YEARS = "SELECT person_id, academic_year, released, committed, worked FROM sle_years"

_GRANTS = "SELECT grant_id, standing, amount FROM grants"
