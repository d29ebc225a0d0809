"""What is left of the main job when all is quiet: what its owners told, what they hold, and finance's ledger."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from services.finance.domain.posting import POSTS
from shared.contracts import bookings, finance, support
from shared.contracts.fact import fact_type
from shared.kernel.clock import london_date
from shared.messaging.codec import adapter
from shared.messaging.kafka_log import Kafka, looking_at
from tests.chaos.main_job.ledger import Ledger, ledger_in
from tests.crash.asking import PatientClient
from tests.crash.evidence import PATIENCE
from tests.crash.quiet import Databases, unfinished, when_quiet
from tests.crash.stage import Standing

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

    `rebuilt` is the ledger after its rebuild; None when nobody rebuilt it, for something was unfinished.
    """

    told: Sequence[Telling]
    held: Held
    ledger: Ledger
    rebuilt: Ledger | None
    unfinished: Mapping[str, int] = field(default_factory=dict[str, int])


def gather(stage: Standing, *, rebuild: bool) -> Remains:
    """Look at everything, which is quiet; then have finance's ledger rebuilt, and look at that again."""
    finance = PatientClient(stage, "finance")
    try:
        return asyncio.run(_gather(stage, finance, rebuild=rebuild))
    finally:
        finance.close()


async def _gather(stage: Standing, finance: PatientClient, *, rebuild: bool) -> Remains:
    async with Databases.of(stage) as databases, looking_at(Kafka(stage.kafka.bootstrap), "verdict") as kafka:
        of = databases.connections
        told = [_telling(row) for owner in OWNERS for row in await of[owner].fetch(_TOLD)]
        held = await _held(of)
        ledger, rebuilt, left = await ledger_in(of["finance"], finance), None, dict[str, int]()
        if rebuild:
            rebuild_ledger(finance)
            left = await when_quiet(lambda: unfinished(databases, kafka), PATIENCE)
            rebuilt = await ledger_in(of["finance"], finance)
        return Remains(told, held, ledger, rebuilt, left)


def rebuild_ledger(finance: PatientClient) -> None:
    """As an operator does it: the ledger is emptied, and reads from the beginning."""
    finance.ask("POST", "/operations/readers/rebuild", json={"fold": "ledger@1", "why": "chaos"})


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
