"""The rows of a CSV file, each with the physical line it begins on."""

import csv
from collections.abc import Iterator, Sequence


class Records:
    """An iterator of rows; a quoted cell may hold line ends. A row is None when it can't be cut into cells.

    `line` is the line on which the row last given begins, the first being 1; `lines` are its physical lines.
    """

    def __init__(self, lines: Iterator[str]) -> None:
        self.line = 1
        self.lines: list[str] = []
        self._source = lines
        self._again: list[str] = []
        self._reader = csv.reader(self._feed())

    def __iter__(self) -> Iterator[list[str] | None]:
        return self

    def __next__(self) -> list[str] | None:
        self.line += len(self.lines)
        self.lines.clear()
        try:
            return next(self._reader)
        except csv.Error:  # a cell beyond 131,072 characters, after a quote that nothing closed; or a bare CR
            return None

    def read_rest_again(self) -> None:
        """Give the present row's lines but its first as rows of their own: a stray quote must not swallow good ones."""
        if len(self.lines) > 1:
            self._again.extend(reversed(self.lines[1:]))
            del self.lines[1:]
            self._reader = csv.reader(self._feed())

    def _feed(self) -> Iterator[str]:
        """The lines, those to be read again first."""
        while (line := self._again.pop() if self._again else next(self._source, None)) is not None:
            self.lines.append(line)
            yield line


def broken(lines: Sequence[str], width: int, number_at: int) -> str | None:
    """Why lines that the csv module took together aren't one row of `width` cells, if they aren't.

    A stray quote joins lines that are rows by themselves: they have the cells, and a number at `number_at`. A
    carriage return alone ends no line, and breaks its row.
    """
    if any("\r" in line.rstrip("\r\n") for line in lines):
        return "has a carriage return in the middle of a line"
    for line in lines[1:]:
        cells = line.split(",")
        if len(cells) >= width and cells[number_at].strip(' "').isdecimal():
            return "has a quote that is never closed"
    return None
