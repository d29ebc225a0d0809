"""Writing for people: a terminal of any width, or a pipe; colours only where they show."""

import contextlib
import json
import os
import sys
import unicodedata
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

PIPE_WIDTH = 400
"""Columns when nobody watches: a line stays a line, so that grep finds it."""

INDENT = (0, 0, 0, 2)

Part = str | tuple[str, str]
"""Words, plain or with their style."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, from which width of the terminal on it is shown, and how it looks."""

    heading: str
    from_width: int = 0
    style: str = ""
    right: bool = False
    whole: bool = False  # never broken over two lines


class Terminal:
    """Where a command writes."""

    def __init__(self) -> None:
        self.console = console_on(sys.stdout)

    @property
    def width(self) -> int:
        """Columns."""
        return self.console.width

    def say(self, *parts: Part) -> None:
        """A line of parts, each plain or with its style; nothing in them is taken for markup."""
        self.console.print(Padding(Text.assemble(*map(cleaned, parts)), INDENT, expand=False), highlight=False)

    def done(self, *parts: Part) -> None:
        """What has been done, after a tick."""
        self.item(("✓ ", "green"), *parts)

    def hint(self, *parts: Part) -> None:
        """More about what has been done, or how to go on."""
        self.item("  ", *parts)

    def footer(self, words: str) -> None:
        """Below a table, in grey: how much there is, or how to see more."""
        self.gap()
        self.say((words, "dim"))

    def item(self, lead: Part, *parts: Part, indent: int = 2) -> None:
        """A line that begins with a mark or a label; what doesn't fit goes on to the right of that."""
        grid = Table.grid()
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(Text.assemble(cleaned(lead)), Text.assemble(*map(cleaned, parts)))
        self.console.print(Padding(grid, (0, 0, 0, indent), expand=False), highlight=False)

    def gap(self) -> None:
        """An empty line."""
        self.console.print()

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[str | Text]]) -> None:
        """A table with the columns for which there is room."""
        shown = [number for number, column in enumerate(columns) if self.width >= column.from_width]
        headed = any(columns[number].heading for number in shown)
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_header=headed)
        for column in (columns[number] for number in shown):
            table.add_column(
                column.heading,
                style=column.style,
                justify="right" if column.right else "left",
                no_wrap=column.whole,
                overflow="fold",
            )
        for row in rows:
            table.add_row(*(as_text(row[number]) for number in shown))
        self.console.print(Padding(table, INDENT, expand=False), highlight=False)

    def pairs(self, pairs: Mapping[str, str | Text | Sequence[str] | None]) -> None:
        """What something is, line by line: a name in grey and what it is, or are. What is None is left out."""
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(style="dim", no_wrap=True)
        grid.add_column(overflow="fold")
        for name, value in pairs.items():
            if value is not None:
                grid.add_row(name, as_text(value) if isinstance(value, (str, Text)) else as_lines(value))
        self.console.print(Padding(grid, INDENT, expand=False), highlight=False)

    def text(self, text: str) -> None:
        """Lines as they are."""
        for line in text.splitlines():
            if line:
                self.say(line)
            else:
                self.gap()

    @contextlib.contextmanager
    def waiting(self, what: str) -> Generator[None]:
        """Something turns while one waits for that, where somebody watches."""
        if not self.console.is_terminal:
            yield
            return
        with self.console.status(cleaned(what), spinner_style="green"):
            yield

    def json(self, value: Any) -> None:
        """For programs: nothing else is written then."""
        sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def sorry(sentence: str) -> None:
    """Why it wasn't done, where errors go."""
    console = console_on(sys.stderr)
    console.print(Text.assemble(("✗ ", "bold red"), cleaned(sentence)), highlight=False, soft_wrap=True)


def console_on(file: Any) -> Console:
    """A console; what isn't a terminal has room for long lines, unless COLUMNS says otherwise."""
    wide = None if file.isatty() or os.environ.get("COLUMNS") else PIPE_WIDTH
    return Console(file=file, width=wide)


def as_text(value: str | Text) -> Text:
    """A cell; nothing in it is taken for markup."""
    return value if isinstance(value, Text) else Text(str(cleaned(value)))


def as_lines(values: Iterable[str]) -> Text:
    """A cell with each of them on a line of its own."""
    return Text("\n").join(map(as_text, values))


def cleaned(part: Part) -> Any:
    """Without control characters: a name in a file can't steer the terminal."""
    if isinstance(part, tuple):
        return (cleaned(part[0]), part[1])
    return "".join(letter for letter in part if unicodedata.category(letter) != "Cc")
