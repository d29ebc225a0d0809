"""A row's conversion, put together once per file from its headings, so that a row costs one call per column."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.registry.adapters.text_file import LOST
from services.registry.domain.cells import WrongCell

BLANK = ("", "NA")
"""What an edition writes where it says nothing: one has a row of NA throughout."""

REMEMBERED = 5_000
"""How many different cells of a column are remembered: towns, dates and authorities come again and again."""

Convert = Callable[[str], Any]
"""Reads one cell that isn't blank; raises `WrongCell`."""


class Remembered(dict[str, Any]):
    """Cells already read, and what each says."""

    def __init__(self, read: Convert) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: str) -> Any:
        """Read a cell for the first time. Forgetting all at the limit is cheap and bounds the memory."""
        if len(self) >= REMEMBERED:
            self.clear()
        self[cell] = said = self._read(cell)
        return said


@dataclass(frozen=True, slots=True)
class Column:
    """One column that the file has and we want: its field, its place from 0, its heading, how its cells are read."""

    field: str
    place: int
    heading: str
    read: Convert


def column(field: str, place: int, heading: str, convert: Convert, *, all_differ: bool) -> Column:
    """A column's reader. `all_differ` says that remembering its cells would be in vain."""

    def read(cell: str) -> Any:
        """None for a blank cell."""
        stripped = cell.strip()
        return None if stripped in BLANK else convert(stripped)

    return Column(field, place, heading, read if all_differ else Remembered(read).__getitem__)


def columns(
    places: Mapping[str, int], headings: Sequence[str], converts: Mapping[str, Convert], differing: frozenset[str]
) -> tuple[Column, ...]:
    """The columns of a file, in the order of `places`."""
    return tuple(
        column(field, place, headings[place].strip(), converts[field], all_differ=field in differing)
        for field, place in places.items()
    )


def wrong_cells(wanted: Sequence[Column], row: Sequence[str], needed: int) -> list[tuple[str, str, str]]:
    """Heading, reason and cell for everything wrong in a row of the right length; the first `needed` can't be blank."""
    reasons = ((at, reason_against(column, row[column.place], at < needed)) for at, column in enumerate(wanted))
    return [(wanted[at].heading, reason, row[wanted[at].place]) for at, reason in reasons if reason]


def reason_against(column: Column, cell: str, needed: bool) -> str | None:
    """What is wrong with a cell, if anything."""
    if LOST in cell:
        return "has bytes that mean nothing in the file's encoding"
    try:
        return "is blank" if column.read(cell) is None and needed else None
    except WrongCell as wrong:
        return str(wrong)
