"""An entry of the ledger: lines that balance, in one certainty, on one date."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from services.finance.domain.accounts import Kind
from shared.kernel.ids import GrantId
from shared.kernel.money import Money

NOTHING = Money(0)


class Certainty(StrEnum):
    """How sure an income is (money.md, "Certainty")."""

    EARNED = "earned"
    CERTAIN = "certain"
    CONTRACTED = "contracted"
    PROBABLE = "probable"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Line:
    """An amount on an account: a debit, or negative a credit."""

    account: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Entry:
    """What is posted at once. `about`: a booking, a deployment or a grant; `grant_id`: one that has to do with it.

    `likelihood`, in whole per cent, is what a probable income counts for.
    """

    certainty: Certainty
    dated: date
    strand: str
    kind: Kind
    lines: tuple[Line, ...]
    about: UUID
    grant_id: GrantId | None = None
    likelihood: int = 100

    def reversed(self) -> "Entry":
        """Its exact opposite."""
        return replace(self, lines=tuple(Line(line.account, -line.amount) for line in self.lines))

    def expected(self, line: Line) -> Money:
        """What of a line is to be expected: of refused income nothing, of probable its likelihood's part, per line."""
        if self.certainty is Certainty.REFUSED:
            return NOTHING
        if self.certainty is Certainty.PROBABLE:
            return line.amount.part(Decimal(self.likelihood) / 100)
        return line.amount


def owed(debit: str, credit: str, amount: Money) -> tuple[Line, ...]:
    """The two lines of an amount, in double entry; none for nothing."""
    return (Line(debit, amount), Line(credit, -amount)) if amount.pence else ()


def restated(before: tuple[Entry, ...], after: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """How the ledger comes to say `after` instead of `before`: nothing is changed, all is reversed and posted anew."""
    if before == after:
        return ()
    return (*(entry.reversed() for entry in before), *after)
