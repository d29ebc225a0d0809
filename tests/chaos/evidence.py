"""What is left when all is quiet: the mint's ledger, what readers made of it, and what stands on Kafka."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg

from shared.messaging.kafka_log import Kafka, looking_at
from tests.chaos.coins import COINS, LABELS, MELTED, RECEIPTS, RIPENED
from tests.chaos.loss import Coin, Loss
from tests.chaos.operator import Recovery
from tests.chaos.system import System
from tests.crash.evidence import OUTBOX, Told, facts_on_kafka
from tests.crash.quiet import when_quiet

PATIENCE = 150.0
"""Seconds until all is quiet again."""

READERS = {"vault": ("vault", "vault_totals@1"), "late": ("late", "late_totals@1"), "mint": ("mint",)}


@dataclass(frozen=True, slots=True)
class Entry:
    """A coin in the mint's ledger."""

    payment_id: UUID
    leg: int
    purse: str
    amount: int


@dataclass(frozen=True, slots=True)
class Telling:
    """A coin as the mint's outbox tells it: number so-and-so of its purse's story."""

    event_id: UUID
    purse: str
    sequence: int
    payment_id: UUID
    leg: int
    amount: int


@dataclass(frozen=True, slots=True)
class Effect:
    """A coin as a reader wrote it down; `sequence` is its number in its purse's story."""

    purse: str
    sequence: int
    payment_id: UUID
    leg: int


@dataclass(frozen=True, slots=True)
class Books:
    """A reader's database: effects in the order of being written, coins and pence by purse, labels."""

    effects: list[Effect]
    totals: dict[str, tuple[int, int]]
    labels: dict[str, str]


@dataclass(frozen=True, slots=True)
class Remains:
    """Everything that the verdict on the coins is based on.

    `labels`: the newest that the mint told, by purse; `losses` and `recovery`: its database's going back.
    """

    ledger: list[Entry]
    told: list[Telling]
    books: dict[str, Books]
    receipts: Counter[Coin]
    labels: dict[str, str]
    outbox: list[Told]
    kafka: list[Told]
    unfinished: dict[str, int]
    losses: Sequence[Loss] = ()
    recovery: Recovery = field(default_factory=Recovery)


def gather(
    system: System, readers: Sequence[str], patience: float = PATIENCE, recovery: Recovery | None = None
) -> Remains:
    """Wait until nothing is under way, or that takes too long; then look at everything."""
    return asyncio.run(_gather(system, readers, patience, recovery or Recovery()))


async def _gather(system: System, readers: Sequence[str], patience: float, recovery: Recovery) -> Remains:
    names = ("mint", *readers)
    connections = {name: await asyncpg.connect(system.postgres.url(name)) for name in names}
    try:
        unfinished = await when_quiet(lambda: _unfinished(connections), patience)
        async with looking_at(Kafka(system.kafka.bootstrap), "verdict") as kafka:
            on_kafka = await facts_on_kafka(kafka, (COINS, LABELS, RECEIPTS))
        mint = connections["mint"]
        owners = [mint, connections["vault"]]
        return Remains(
            ledger=[Entry(*row) for row in await mint.fetch("SELECT payment_id, leg, purse, amount FROM ledger")],
            told=[_telling(row) for row in await mint.fetch(_TOLD)],
            books={name: await _books(connections[name]) for name in readers},
            receipts=Counter(tuple(row) for row in await mint.fetch("SELECT payment_id, leg FROM receipts")),
            labels={row[0]: row[1] for row in await mint.fetch(_LABELS) if row[1] is not None},
            outbox=[Told(*row) for owner in owners for row in await owner.fetch(OUTBOX)],
            kafka=on_kafka,
            unfinished=unfinished,
            losses=list(system.losses),
            recovery=recovery,
        )
    finally:
        for connection in connections.values():
            await connection.close()


def _telling(row: asyncpg.Record) -> Telling:
    data = json.loads(row["data"])
    leg = {"mint.CoinPaid": data.get("leg"), "mint.CoinRipened": RIPENED, "mint.CoinMelted": MELTED}[row["type"]]
    payment_id = UUID(data["payment_id"])
    return Telling(row["event_id"], row["key"], row["sequence"], payment_id, leg, data.get("amount", 0))


async def _books(reader: asyncpg.Connection) -> Books:
    effects = await reader.fetch("SELECT purse, sequence, payment_id, leg FROM effects ORDER BY place")
    totals = await reader.fetch("SELECT purse, coins, pence FROM totals")
    return Books(
        [Effect(*row) for row in effects],
        {row["purse"]: (row["coins"], row["pence"]) for row in totals},
        {row["purse"]: row["words"] for row in await reader.fetch("SELECT purse, words FROM labels")},
    )


async def _unfinished(connections: dict[str, asyncpg.Connection]) -> dict[str, int]:
    """What is under way, or was set aside."""
    counts: dict[str, int] = {}
    told = {owner: await connections[owner].fetch(_STREAMS) for owner in ("mint", "vault")}
    for name, connection in connections.items():
        for what, query in _SHOULD_BE_NONE.items():
            counts[f"{what} by {name}"] = int(await connection.fetchval(query))
        owner = "vault" if name == "mint" else "mint"
        for reader in READERS[name]:
            wanted = [row for row in told[owner] if not (reader.endswith("@1") and row["topic"] == LABELS.name)]
            counts[f"facts not read by {reader}"] = await _not_read(connection, reader, wanted)
    return {what: count for what, count in counts.items() if count}


async def _not_read(connection: asyncpg.Connection, reader: str, told: list[asyncpg.Record]) -> int:
    rows = await connection.fetch("SELECT topic, key, last FROM inbox WHERE reader = $1", reader)
    read = {(row["topic"], row["key"]): row["last"] for row in rows}
    return sum(abs(row["last_sequence"] - read.get((row["topic"], row["key"]), 0)) for row in told)


_STREAMS = "SELECT topic, key, last_sequence FROM streams"

_TOLD = "SELECT event_id, key, sequence, type, data FROM outbox WHERE topic = 'mint.coins'"

_LABELS = """
SELECT key, (data::json) ->> 'words' FROM outbox WHERE topic = 'mint.labels' AND NOT superseded
"""

_SHOULD_BE_NONE = {
    "facts not published": "SELECT count(*) FROM outbox WHERE published_at IS NULL AND NOT superseded",
    "facts refused by Kafka": "SELECT count(*) FROM refused_rows",
    "lost facts unsettled": "SELECT count(*) FROM lost_facts WHERE settled_at IS NULL",
    "facts parked": "SELECT count(*) FROM parked",
    "records rejected": "SELECT count(*) FROM rejected",
    "readers stopped": "SELECT count(*) FROM readers WHERE stopped_at IS NOT NULL",
    "timers left": "SELECT count(*) FROM timers",
}
