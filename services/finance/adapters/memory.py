"""What the ledger has to know to go on: loaded for a batch of facts, and what changed of it kept."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Column, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.finance.adapters import bulk, rows
from services.finance.adapters.tables import bookings, courses, deployments, funds
from services.finance.domain.books import Books
from services.finance.domain.heard import Heard
from shared.persistence.arrays import among

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A table of what the books know: by which field of facts it is found, and how it is read and kept."""

    name: str
    table: Table
    sought: Column[Any]
    field: str
    read: Callable[[Any], Any]
    row: Callable[[Any], dict[str, Any]]


SHELVES = (
    Shelf("courses", courses, courses.c.course_id, "course_id", rows.course, rows.course_row),
    Shelf("bookings", bookings, bookings.c.course_id, "course_id", rows.booking, rows.booking_row),
    Shelf("deployments", deployments, deployments.c.case_id, "case_id", rows.deployment, rows.deployment_row),
    Shelf("funds", funds, funds.c.grant_id, "grant_id", rows.fund, rows.fund_row),
)


class Memory:
    """The shelves on one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._before: dict[str, dict[UUID, Any]] = {}

    async def recall(self, heard: Iterable[Heard], books: Books) -> None:
        """Put into the books whatever these facts may be about."""
        facts = [each.fact for each in heard]
        for shelf in SHELVES:
            found = await self._found(shelf, set(_ids(facts, shelf.field)))
            self._before[shelf.name] = {key: copy(thing) for key, thing in found.items()}
            getattr(books, shelf.name).update(found)

    async def keep(self, books: Books) -> None:
        """Keep what is new or has changed."""
        for shelf in SHELVES:
            changed = _changed(self._before[shelf.name], getattr(books, shelf.name))
            await bulk.put(self._connection, shelf.table, [shelf.row(each) for each in changed])

    async def _found(self, shelf: Shelf, ids: Collection[UUID]) -> dict[UUID, Any]:
        if not ids:
            return {}
        (key,) = shelf.table.primary_key.columns
        query = select(shelf.table).where(among(shelf.sought, ids)).order_by(key)
        return {getattr(row, key.name): shelf.read(row) for row in await self._connection.execute(query)}


def _ids(facts: Iterable[object], field: str) -> Iterator[UUID]:
    """What is in that field of the facts that have it."""
    for fact in facts:
        if (found := getattr(fact, field, None)) is not None:
            yield found


def _changed(before: Mapping[UUID, T], now: Mapping[UUID, T]) -> list[T]:
    return [thing for key, thing in now.items() if before.get(key) != thing]
