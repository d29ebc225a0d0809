"""Telling facts to finance's ledger: as records, without Kafka; or to the books alone, without a database."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.finance.adapters.terms import terms_of
from services.finance.domain.books import Books
from services.finance.domain.heard import Heard
from services.finance.domain.posting import hear
from services.finance.settings import FinanceSettings
from shared.messaging.envelope import Cause
from shared.messaging.records import Record
from tests.service_fixtures import NOON, Bench
from tests.telling import Stories, Story, record_of

TERMS = terms_of(FinanceSettings.model_construct(first_year=2026))

COFFEE = UUID(int=0xC0FFEE)
BO = Cause("user:bo", correlation_id=COFFEE)
"""Who acts in others' facts."""


def heard(story: Story, fact: Any, at: datetime = NOON) -> Heard:
    """The next fact of a story, as the books hear it."""
    told = story.envelope(fact, at)
    return Heard(fact, told.event_id, told.topic, told.key, told.sequence, at, told.cause.actor, COFFEE)


def books_after(*facts: Any, at: datetime = NOON) -> Books:
    """The books, after they heard these facts."""
    story, books = Story(BO), Books(TERMS)
    for fact in facts:
        hear(books, heard(story, fact, at))
    return books


def posted(*facts: Any, at: datetime = NOON) -> list[str]:
    """What the last of these facts posted, a line each: certainty, date, account, pounds."""
    books = books_after(*facts, at=at)
    last = [each.entry for each in books.written if each.heard.fact is facts[-1]]
    return [
        f"{entry.certainty} {entry.dated} {line.account} {line.amount.pence / 100:+.2f}"
        for entry in last
        for line in entry.lines
    ]


class Listener(Stories):
    """The ledger's reader, on one finance; what it heard is kept."""

    def __init__(self, finance: Bench) -> None:
        super().__init__(finance, BO, "ledger@1")
        self.finance = finance
        self.records: list[Record] = []

    async def hear(self, *facts: Any, at: datetime | None = None) -> None:
        """Tell these facts, in one batch."""
        records = [self.story.record(fact, at or self.finance.clock()) for fact in facts]
        self.records += records
        await self.reader().apply(records)

    async def hear_own(self) -> None:
        """Tell it what finance itself has told of grants since."""
        mine = [each for each in await self.finance.outbox() if each.envelope.topic == "finance.grants"]
        fresh = [
            each for each in mine if each.envelope.sequence > self.story.numbers["finance.grants", each.envelope.key]
        ]
        records = [record_of(each.fact, each.envelope) for each in fresh]
        for each in fresh:
            self.story.numbers["finance.grants", each.envelope.key] = each.envelope.sequence
        self.records += records
        await self.reader().apply(records)

    async def rebuild(self, *, batch: int = 3, order: Sequence[Record] | None = None) -> None:
        """Throw the ledger away as an operator would, and let it read everything anew, in batches."""
        async with self.finance.client("operator") as client:
            answer = await client.post("/operations/readers/rebuild", json={"fold": "ledger@1"})
            assert answer.status_code == 200, answer.text
        records = self.records if order is None else order
        for start in range(0, len(records), batch):
            await self.reader().apply(records[start : start + batch])

    async def pennies(self) -> dict[str, list[Any]]:
        """The ledger and the projection, without the moments at which they were written."""
        return {
            "postings": await self.finance.query("SELECT * FROM postings ORDER BY event_id, number, line"),
            "transactions": await self.finance.query("SELECT * FROM transactions ORDER BY event_id, number"),
            "projection": await self.finance.query("SELECT * FROM projection ORDER BY 1, 2, 3, 4, 5"),
        }

    async def books(self) -> dict[str, Any]:
        """What finance says of its own books."""
        async with self.finance.client("finance") as client:
            return (await client.get("/books")).json()


def at_noon(day: Any) -> datetime:
    """Noon in London, or an hour off it."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
