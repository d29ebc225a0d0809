"""The national register of schools (GIAS, "Get Information about Schools"), as the alliance keeps it."""

from dataclasses import dataclass
from datetime import date

from services.registry.domain.issues import Issue
from shared.contracts.registry import Phase, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the register says of one establishment. None is "not known": no edition that was read has said it.

    Codes are text, because their leading zeros count: the authority's has three digits, the establishment's four.
    Ages are the youngest and the oldest pupils' by statute, in whole years. The head's name is left out: personal data.
    """

    urn: int
    name: str
    phase: Phase | None = None
    status: Status | None = None
    type: str | None = None
    la_code: str | None = None
    la_name: str | None = None
    establishment_number: str | None = None
    street: str | None = None
    locality: str | None = None
    address3: str | None = None
    town: str | None = None
    county: str | None = None
    postcode: str | None = None
    region: str | None = None
    ukprn: str | None = None
    trust: str | None = None
    website: str | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    lowest_age: int | None = None
    highest_age: int | None = None

    @property
    def laestab(self) -> str | None:
        """The seven-digit number: authority, then establishment; None unless both are known."""
        if self.la_code is None or self.establishment_number is None:
            return None
        return self.la_code + self.establishment_number


@dataclass(frozen=True, slots=True)
class Change:
    """What an import does to one entry. `before` is None when the register had no such URN."""

    urn: int
    before: Entry | None
    after: Entry


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or with a dry run would do.

    `rows` is the sum of `new`, `changed`, `unchanged` and `refused`; a row with a warning counts as what became of it.
    `issues` lists the first ones in full and `more_issues` counts the rest. `watched` has every change to an entry
    that the caller asked about; `sample` a few changes to show a person, in a dry run only.
    """

    rows: int
    new: int
    changed: int
    unchanged: int
    refused: int
    issues: tuple[Issue, ...] = ()
    more_issues: int = 0
    watched: tuple[Change, ...] = ()
    sample: tuple[Change, ...] = ()
