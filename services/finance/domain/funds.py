"""What grants bring in: hoped for when applied for, certain once the letter came, earned once the year has begun."""

from dataclasses import dataclass
from enum import StrEnum

from services.finance.domain.accounts import GRANTS, income, of_grants
from services.finance.domain.entry import NOTHING, Certainty, Entry, owed, restated
from shared.contracts.finance import GrantApplied, GrantKind, GrantReceived
from shared.kernel.ids import GrantId
from shared.kernel.money import Money
from shared.kernel.years import AcademicYear


class Standing(StrEnum):
    """What became of a grant so far."""

    APPLIED = "applied"
    RECEIVED = "received"
    EARNED = "earned"
    REFUSED = "refused"


@dataclass(slots=True)
class Fund:
    """A grant as the ledger has it. All its money is dated by the first day of its academic year.

    `amount` is what was promised; `applied` is nothing for a grant that is given by schedule.
    """

    grant_id: GrantId
    kind: GrantKind
    strand: str
    academic_year: int
    applied: Money
    likelihood: int
    amount: Money
    standing: Standing

    @classmethod
    def hoped_for(cls, fact: GrantApplied, strand: str) -> "Fund":
        """One that was applied for."""
        return cls(
            fact.grant_id,
            fact.kind,
            strand,
            fact.academic_year,
            fact.amount,
            fact.likelihood,
            NOTHING,
            Standing.APPLIED,
        )

    @classmethod
    def scheduled(cls, fact: GrantReceived, strand: str) -> "Fund":
        """One that is given without being applied for."""
        return cls(
            fact.grant_id,
            fact.kind,
            strand,
            fact.academic_year,
            NOTHING,
            100,
            fact.amount,
            Standing.RECEIVED,
        )

    def entries(self) -> tuple[Entry, ...]:
        """What stands in the ledger."""
        if self.standing is Standing.APPLIED:
            return self._entry(Certainty.PROBABLE, self.applied)
        if self.standing is Standing.REFUSED:
            return self._entry(Certainty.REFUSED, self.applied)
        promised = Certainty.EARNED if self.standing is Standing.EARNED else Certainty.CERTAIN
        refused = max(self.applied - self.amount, NOTHING)
        return (*self._entry(promised, self.amount), *self._entry(Certainty.REFUSED, refused))

    def receive(self, amount: Money) -> tuple[Entry, ...]:
        """The award letter came: so much is certain, and what was applied for beyond it refused."""
        before = self.entries()
        self.standing, self.amount = Standing.RECEIVED, amount
        return restated(before, self.entries())

    def earn(self) -> tuple[Entry, ...]:
        """Its year has begun. What was refused of it stays as it is."""
        certain, self.standing = self._entry(Certainty.CERTAIN, self.amount), Standing.EARNED
        return restated(certain, self._entry(Certainty.EARNED, self.amount))

    def refuse(self) -> tuple[Entry, ...]:
        """It was turned down; kept, so that bids can be learnt from."""
        before, self.standing = self.entries(), Standing.REFUSED
        return restated(before, self.entries())

    def _entry(self, certainty: Certainty, amount: Money) -> tuple[Entry, ...]:
        kind = of_grants(self.kind)
        lines = owed(GRANTS, income(kind), amount)
        first_day = AcademicYear(self.academic_year).first_day
        id = self.grant_id  # noqa: A001 - it is one
        return (Entry(certainty, first_day, self.strand, kind, lines, id, id, self.likelihood),) if lines else ()
