"""What was wrong with a file, by line: for the person who has to put it right."""

from dataclasses import dataclass, field
from enum import StrEnum

LISTED = 1_000
"""How many issues are carried in full: more help nobody, and a file with a shifted column has one in every row."""

SHOWN = 80
"""How many characters of a wrong cell are shown."""


class Severity(StrEnum):
    """What became of the row: refused as a whole, or imported and worth a look."""

    REFUSED = "refused"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong. `line` is the file's physical line on which the row begins, the heading being line 1.

    `column` is the heading as the file writes it, None when the whole row is meant.
    """

    line: int
    column: str | None
    reason: str
    value: str
    severity: Severity = Severity.REFUSED


@dataclass(slots=True)
class Issues:
    """The issues of one file: the first `LISTED` in full, the rest counted."""

    listed: list[Issue] = field(default_factory=list[Issue])
    more: int = 0

    def add(
        self, line: int, column: str | None, reason: str, value: str, severity: Severity = Severity.REFUSED
    ) -> None:
        """Note what is wrong on that line."""
        if len(self.listed) == LISTED:
            self.more += 1
        else:
            self.listed.append(Issue(line, column, reason, shown(value), severity))

    def in_order(self) -> tuple[Issue, ...]:
        """The issues by line: rows are read in batches, and a row that isn't whole is noted before its batch."""
        return tuple(sorted(self.listed, key=lambda issue: issue.line))


def shown(value: str) -> str:
    """A cell cut to what fits in a message."""
    return value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"
