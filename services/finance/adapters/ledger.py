"""The ledger: facts, their transactions and postings, and the facts that wait."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, cast

from sqlalchemy import Row, delete, or_, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.finance.adapters import bulk
from services.finance.adapters.memory import Memory
from services.finance.adapters.tables import FOLDED, catching_up, facts, postings, transactions, waiting
from services.finance.domain.books import Books
from services.finance.domain.heard import Heard, Transaction, Waiting
from services.finance.domain.terms import Terms
from shared.contracts.all import ALL_FACTS
from shared.contracts.fact import fact_type
from shared.messaging.codec import Codec, adapter
from shared.messaging.envelope import Cause, Envelope
from shared.persistence.arrays import among

TURN = 0x0A111A9D1
"""The advisory lock of whoever writes in the ledger."""

CODEC = Codec(ALL_FACTS)


class Ledger:
    """The ledger on one connection."""

    def __init__(self, connection: AsyncConnection, terms: Terms) -> None:
        self._connection = connection
        self._terms = terms
        self._memory = Memory(connection)

    async def take_turn(self) -> None:
        """One batch at a time writes, till its transaction ends: else a newer projection could tell an older total."""
        await self._connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})

    async def open(self, heard: Sequence[Heard]) -> Books:
        """The books, with all that these facts are about, and what waited for that."""
        books = Books(self._terms)
        books.waiting = await self._waiting_for(heard)
        await self._memory.recall([*heard, *(each.heard for each in books.waiting)], books)
        self._waited = list(books.waiting)
        return books

    async def keep(self, books: Books, heard: Sequence[Heard]) -> None:
        """Write what was heard, what it posted, and what waits now."""
        await bulk.add(self._connection, facts, [_fact_row(each) for each in heard])
        await bulk.add(self._connection, transactions, [_transaction_row(each) for each in books.written])
        await bulk.add(self._connection, postings, [row for each in books.written for row in _posting_rows(each)])
        await self._memory.keep(books)
        await self._keep_waiting(self._waited, books.waiting)

    async def clear(self) -> None:
        """Empty it for a rebuild, and note how far it had heard: until it is there again, nothing is told of it."""
        await self.take_turn()
        await self._connection.execute(text(_NOTE_HOW_FAR))
        await self._connection.execute(text(f"TRUNCATE {', '.join(table.name for table in FOLDED)}"))

    async def has_caught_up(self, heard: Sequence[Heard]) -> bool:
        """Has it heard again all that it had heard before its rebuild? True when there was none."""
        if not (await self._connection.execute(select(catching_up.c.topic).limit(1))).first():
            return True
        reached = {
            "topics": [each.topic for each in heard],
            "keys": [each.key for each in heard],
            "numbers": [each.sequence for each in heard],
        }
        await self._connection.execute(text(_REACHED), reached)
        return not (await self._connection.execute(select(catching_up.c.topic).limit(1))).first()

    async def _waiting_for(self, heard: Sequence[Heard]) -> list[Waiting]:
        """What waits for something that these facts may tell of, and what waits behind that in the same stories."""
        things = _things(heard)
        behind = select(facts.c.topic, facts.c.key).join(waiting, waiting.c.event_id == facts.c.event_id)
        behind = behind.where(among(waiting.c.awaits, things))
        query = select(waiting, facts).join(facts, waiting.c.event_id == facts.c.event_id)
        mine = or_(among(waiting.c.awaits, things), tuple_(facts.c.topic, facts.c.key).in_(behind))
        return [_waiting(row) for row in await self._connection.execute(query.where(mine))]

    async def _keep_waiting(self, before: Collection[Waiting], now: Collection[Waiting]) -> None:
        stayed = {each.heard.event_id for each in before} & {each.heard.event_id for each in now}
        gone = {each.heard.event_id for each in before} - stayed
        if gone:
            await self._connection.execute(delete(waiting).where(among(waiting.c.event_id, gone)))
        new = [_waiting_row(each) for each in now if each.heard.event_id not in stayed]
        await bulk.add(self._connection, waiting, new)


def _things(heard: Iterable[Heard]) -> set[str]:
    """All that a fact can be about, as `Waiting.awaits` names it."""
    names = ("course", "booking", "deployment", "grant")
    found = ((name, getattr(each.fact, f"{name}_id", None)) for each in heard for name in names)
    return {f"{name}:{thing}" for name, thing in found if thing is not None}


def _fact_row(heard: Heard) -> dict[str, Any]:
    return {
        "event_id": heard.event_id,
        "topic": heard.topic,
        "key": heard.key,
        "sequence": heard.sequence,
        "type": fact_type(heard.fact).name,
        "actor": heard.actor,
        "correlation_id": heard.correlation_id,
        "told_at": heard.told_at,
    }


def _transaction_row(transaction: Transaction) -> dict[str, Any]:
    entry = transaction.entry
    return {
        "event_id": transaction.heard.event_id,
        "number": transaction.number,
        "dated": entry.dated,
        "strand": entry.strand,
        "kind": entry.kind,
        "certainty": entry.certainty,
        "about": entry.about,
        "grant_id": entry.grant_id,
    }


def _posting_rows(transaction: Transaction) -> list[dict[str, Any]]:
    return [
        {
            "event_id": transaction.heard.event_id,
            "number": transaction.number,
            "line": place,
            "account": line.account,
            "pence": line.amount.pence,
            "expected": transaction.entry.expected(line).pence,
        }
        for place, line in enumerate(transaction.entry.lines, 1)
    ]


def _waiting_row(each: Waiting) -> dict[str, Any]:
    kind = cast("type[Any]", type(each.heard.fact))
    return {
        "event_id": each.heard.event_id,
        "awaits": each.awaits,
        "version": fact_type(kind).version,
        "data": adapter(kind).dump_json(each.heard.fact).decode(),
    }


def _waiting(row: Row[Any]) -> Waiting:
    envelope = Envelope(
        row.event_id,
        row.type,
        row.version,
        row.topic,
        row.key,
        row.sequence,
        row.told_at,
        Cause(row.actor, row.correlation_id),
    )
    fact = CODEC.decode(envelope, row.data.encode())
    return Waiting(
        row.awaits,
        Heard(fact, row.event_id, row.topic, row.key, row.sequence, row.told_at, row.actor, row.correlation_id),
    )


_NOTE_HOW_FAR = """
INSERT INTO catching_up AS c (topic, key, until)
SELECT topic, key, max(sequence) FROM facts GROUP BY topic, key
    ON CONFLICT (topic, key) DO UPDATE SET until = greatest(c.until, excluded.until)
"""

_REACHED = """
DELETE FROM catching_up c
 USING unnest(CAST(:topics AS text[]), CAST(:keys AS text[]), CAST(:numbers AS bigint[])) AS heard (topic, key, number)
 WHERE c.topic = heard.topic AND c.key = heard.key AND c.until <= heard.number
"""
