"""Finance's ledger as it stands: what it says of itself, and its postings, line by line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from tests.crash.asking import PatientClient
from tests.finance.recomputing import Line, Sums


class Posting(NamedTuple):
    """A posting of a transaction; `line` says in which year, strand, kind and certainty it counts."""

    transaction: tuple[UUID, int]
    line: Line
    account: str
    pence: int
    expected: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """What `GET /books` answered, and what the tables hold. `heard` counts the facts that it was kept from."""

    books: Mapping[str, Any]
    postings: Sequence[Posting]
    projection: Sums
    heard: Counter[UUID]

    @property
    def sums(self) -> Sums:
        """The postings added up, by line: income, what of it is expected, and the home schools' share."""
        sums: defaultdict[Line, list[int]] = defaultdict(lambda: [0, 0, 0])
        for posting in self.postings:
            row = sums[posting.line]
            if posting.account.startswith("income:"):
                row[0] -= posting.pence
                row[1] -= posting.expected
            if posting.account == "cost:home_school_share":
                row[2] += posting.pence
        return {line: (row[0], row[1], row[2]) for line, row in sums.items() if any(row)}

    @property
    def unbalanced(self) -> dict[tuple[UUID, int], int]:
        """Transactions whose postings don't come to nothing, and what they come to."""
        left: Counter[tuple[UUID, int]] = Counter()
        for posting in self.postings:
            left[posting.transaction] += posting.pence
        return {transaction: pence for transaction, pence in left.items() if pence}

    @property
    def pennies(self) -> Counter[tuple[Line, str]]:
        """How every account stands, in each year, strand, kind and certainty; in whichever order facts were heard."""
        pennies: Counter[tuple[Line, str]] = Counter()
        for posting in self.postings:
            pennies[posting.line, posting.account] += posting.pence
        return Counter({account: pence for account, pence in pennies.items() if pence})


async def ledger_in(finance: asyncpg.Connection, client: PatientClient) -> Ledger:
    """Look."""
    return Ledger(
        client.ask("GET", "/books"),
        [Posting((row[0], row[1]), tuple(row[2:7]), *row[7:]) for row in await finance.fetch(_POSTINGS)],  # type: ignore[arg-type]
        {tuple(row[:5]): tuple(row[5:]) for row in await finance.fetch(_PROJECTION) if any(row[5:])},  # type: ignore[misc]
        Counter(row[0] for row in await finance.fetch("SELECT event_id FROM facts")),
    )


_LINE = "academic_year, financial_year, strand, kind, certainty"
_POSTINGS = f"""
SELECT event_id, number, {_LINE}, account, pence, expected FROM transactions JOIN postings USING (event_id, number)
"""
_PROJECTION = f"SELECT {_LINE}, income, expected, home_school_share FROM projection"
