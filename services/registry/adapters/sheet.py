"""The good rows of one of the register's files, as they are read; what is wrong with the others is noted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from services.registry.adapters.columns import Column, Convert, columns, wrong_cells
from services.registry.adapters.records import Records, broken
from services.registry.adapters.text_file import LOST, TextFile
from services.registry.domain.cells import WrongCell
from services.registry.domain.headings import places
from services.registry.domain.issues import Issues, Severity
from services.registry.domain.unreadable import UnreadableFile

Row = tuple[Any, ...]
"""What a row says, one item per column of the sheet; None for a blank cell."""

Written = tuple[int, list[str]]
"""A row as it stands in the file: the line it begins on, its cells."""

BATCH = 250
"""Rows that are read together: about 2 ms of work."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kind of file must be like.

    The first fields of `headings` must be in the file and in each row: `needed` has the register's own headings for
    them, and the first `identifying` of them tell rows apart. Cells of `differing` fields seldom repeat. `remark`
    says what is worth a look in the field number `looked_at` of a good row, or nothing.
    """

    refusal: type[UnreadableFile]
    headings: Mapping[str, tuple[str, ...]]
    converts: Mapping[str, Convert]
    needed: tuple[str, ...]
    identifying: int
    differing: frozenset[str]
    looked_at: int
    remark: Callable[[str], str]


@dataclass(slots=True)
class Sheet:
    """A file's rows. Going through it once counts `rows` and `refused` and fills `issues`."""

    shape: Shape
    columns: tuple[Column, ...]
    width: int
    records: Records
    issues: Issues = field(default_factory=Issues)
    rows: int = 0
    refused: int = 0
    seen: set[Row] = field(default_factory=set[Row])

    @property
    def fields(self) -> list[str]:
        """The fields that the file has, in the order of a row's items."""
        return [column.field for column in self.columns]

    def __iter__(self) -> Iterator[list[Row]]:
        """The rows that are right as a whole, in batches: a batch without a fault is read column by column, fast."""
        written = self._written()
        while batch := list(islice(written, BATCH)):
            rows = self._faultless(batch)
            yield [row for each in batch if (row := self._row(*each))] if rows is None else rows

    def _written(self) -> Iterator[Written]:
        """The rows that have the right number of cells, all legible."""
        lines = self.records.lines
        for cells in self.records:
            if cells == []:
                continue
            self.rows += 1
            is_simple = cells is not None and len(cells) == self.width and len(lines) == 1 and LOST not in lines[0]
            sound = cells if is_simple else self._sound(cells)
            if sound is not None:
                yield self.records.line, sound

    def _sound(self, cells: list[str] | None) -> list[str] | None:
        """The cells of a row that isn't simple; None when something is wrong, and its further lines are read again."""
        line, lines = self.records.line, self.records.lines
        reason = self._unsound(cells)
        if reason:
            self._refuse(line, None, reason, lines[0].rstrip())
            self.records.read_rest_again()
            return None
        damaged = any(LOST in each for each in lines)
        return None if cells is None or (damaged and self._refuse_wrong_cells(line, cells)) else cells

    def _unsound(self, cells: list[str] | None) -> str | None:
        """Why a row can't be one."""
        if reason := broken(self.records.lines, self.width, self.columns[0].place):
            return reason
        if cells is None:
            return "has a quote that is never closed"
        return None if len(cells) == self.width else f"has {len(cells)} cells instead of {self.width}"

    def _faultless(self, batch: Sequence[Written]) -> list[Row] | None:
        """The batch's rows, if there is nothing at all to say about any of them."""
        cells = list(zip(*(cells for _, cells in batch), strict=True))
        try:
            said = [list(map(column.read, cells[column.place])) for column in self.columns]
        except WrongCell:
            return None
        identities = set(zip(*said[: self.shape.identifying], strict=True))
        if len(identities) < len(batch) or not self.seen.isdisjoint(identities):
            return None
        if any(None in needed for needed in said[: len(self.shape.needed)]):
            return None
        if any(map(self.shape.remark, said[self.shape.looked_at])):
            return None
        self.seen |= identities
        return list(zip(*said, strict=True))

    def _row(self, line: int, cells: list[str]) -> Row | None:
        """A row that can be kept; None when it is refused."""
        if self._refuse_wrong_cells(line, cells):
            return None
        row = tuple([column.read(cells[column.place]) for column in self.columns])
        identity = row[: self.shape.identifying]
        if identity in self.seen:
            self._refuse(line, self.columns[0].heading, "is in the file already", " ".join(map(str, identity)))
            return None
        self.seen.add(identity)
        self._look_at(line, row)
        return row

    def _refuse_wrong_cells(self, line: int, cells: Sequence[str]) -> bool:
        """Note each wrong cell of a row; was there one?"""
        wrong = wrong_cells(self.columns, cells, len(self.shape.needed))
        for heading, reason, cell in wrong:
            self.issues.add(line, heading, reason, cell)
        self.refused += bool(wrong)
        return bool(wrong)

    def _look_at(self, line: int, row: Row) -> None:
        """Warn of what is odd in a row that stays good."""
        value = row[self.shape.looked_at]
        if reason := self.shape.remark(value):
            self.issues.add(line, self.columns[self.shape.looked_at].heading, reason, value, Severity.WARNING)

    def _refuse(self, line: int, heading: str | None, reason: str, value: str) -> None:
        """Note a row that isn't kept."""
        self.issues.add(line, heading, reason, value)
        self.refused += 1


def sheet(file: TextFile, shape: Shape) -> Sheet:
    """Read a file's headings; raises the shape's refusal when a needed one is missing."""
    records = Records(file.lines())
    headings = next((row for row in records if row != []), None)
    if headings is None or len(records.lines) > 1:
        raise shape.refusal("The file has no line that names its columns, or a quote in that line is never closed.")
    found = places(shape.headings, headings)
    for wanted, heading in zip(shape.headings, shape.needed, strict=False):
        if wanted not in found:
            raise shape.refusal(f"The file has no {heading} column: its first line must name the columns.")
    return Sheet(shape, columns(found, headings, shape.converts, shape.differing), len(headings), records)
