"""Search in the national register, as a person types: part of a name, a town, a postcode, a URN, a LAESTAB."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, case, column, false, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.adapters.folding import folded
from services.registry.adapters.register_store import COLUMNS, entry_of
from services.registry.adapters.tables import register
from services.registry.domain.register import Entry
from shared.contracts.registry import Status

WORDS = 8
"""Words of a search that are looked at."""


async def find(connection: AsyncConnection, sought: str, limit: int, offset: int = 0) -> list[Entry]:
    """The entry with that URN or LAESTAB (123/4567 too), then those with every word in name, town or postcode.

    Capitals, accents, apostrophes and full stops don't count. Names that begin with what is sought come before the
    others; within each, closed schools last, then by name. A blank search finds nothing.
    """
    words = sought.replace("\0", " ").split()[:WORDS]
    if not words:
        return []
    found = await connection.execute(ranked(words).limit(limit).offset(offset))
    return [entry_of(row) for row in found.mappings()]


def ranked(words: Sequence[str]) -> Select[Any]:
    """The entries that match, best first."""
    whole = " ".join(words)
    exact = has_number(whole.replace("/", ""))
    begins = func.starts_with(register.c.searched, comparable("whole", whole))
    has_all = and_(*(func.strpos(register.c.searched, comparable(f"w{at}", word)) > 0 for at, word in enumerate(words)))
    is_closed = register.c.status.is_not_distinct_from(Status.CLOSED.value)
    rank = case((exact, 0), (begins, 1), else_=2)
    return select(*COLUMNS).where(or_(exact, has_all)).order_by(rank, is_closed, register.c.name, register.c.urn)


def has_number(digits: str) -> ColumnElement[bool]:
    """Is this the entry's URN or LAESTAB?"""
    if not digits.isascii() or not digits.isdecimal():
        return false()
    if len(digits) == 7:
        return register.c.la_code + register.c.establishment_number == digits
    return register.c.urn == int(digits) if len(digits) in (5, 6) else false()


def comparable(name: str, words: str) -> ColumnElement[str]:
    """What was typed, folded as the stored text is; a subquery, so that it is folded once and not per row."""
    given = f"CAST(:{name} AS text)"
    typed = text(f"SELECT {folded(given, given)} AS words").bindparams(**{name: words})
    return typed.columns(column("words", Text)).scalar_subquery()
