"""A grant's life: applied for, then received or refused; or given by schedule. What is received, its year earns."""

from dataclasses import dataclass
from datetime import datetime, time

from services.finance.domain.entry import NOTHING
from services.finance.domain.funds import Standing
from services.finance.domain.refusals import (
    AmountOutOfRange,
    GrantAlreadyReceived,
    GrantWasRefused,
    MoreThanAppliedFor,
    named,
)
from services.finance.domain.terms import Terms
from shared.contracts.finance import GrantApplied, GrantEarned, GrantKind, GrantReceived, GrantRefused
from shared.kernel.clock import LONDON
from shared.kernel.ids import CaseId, GrantId
from shared.kernel.money import Money
from shared.kernel.years import AcademicYear


@dataclass(slots=True)
class Grant:
    """A grant. `applied` is nothing for one given by schedule, `amount` is nothing until one is received."""

    grant_id: GrantId
    kind: GrantKind
    academic_year: int
    case_id: CaseId | None = None
    applied: Money = NOTHING
    amount: Money = NOTHING
    standing: Standing = Standing.APPLIED

    @property
    def name(self) -> str:
        """How people call it."""
        return named(self.kind, self.academic_year)

    @property
    def year_begins(self) -> datetime:
        """The moment from which it is earned: 1 September has come to London."""
        return datetime.combine(AcademicYear(self.academic_year).first_day, time(), LONDON)

    def apply(self, amount: Money, terms: Terms) -> GrantApplied:
        """Ask for it; refuses an amount that no support grant has."""
        if not terms.least <= amount <= terms.most:
            raise AmountOutOfRange(amount, terms.least, terms.most)
        self.applied = amount
        return GrantApplied(self.grant_id, self.kind, amount, self.academic_year, terms.likelihood, self.case_id)

    def schedule(self, terms: Terms) -> GrantReceived:
        """It comes by the schedule: promised without being applied for. Refuses what no schedule gives."""
        self.amount, self.standing = terms.given(self.kind, self.academic_year), Standing.RECEIVED
        return self._received()

    def receive(self, amount: Money) -> GrantReceived:
        """The award letter came; refuses a second one, one after a refusal, and more than was applied for."""
        self._must_be_open()
        if amount > self.applied:
            raise MoreThanAppliedFor(self.name, self.applied, amount)
        self.amount, self.standing = amount, Standing.RECEIVED
        return self._received()

    def earn(self) -> GrantEarned:
        """Its year has begun, and with it what it is given for. Only what was received is ever earned."""
        assert self.standing is Standing.RECEIVED, self.standing
        self.standing = Standing.EARNED
        return GrantEarned(self.grant_id, self.kind, self.amount, self.academic_year, self.case_id)

    def refuse(self) -> GrantRefused:
        """It was turned down; refuses when it was decided before."""
        self._must_be_open()
        self.standing = Standing.REFUSED
        return GrantRefused(self.grant_id, self.kind, self.applied, self.academic_year, self.case_id)

    def _received(self) -> GrantReceived:
        return GrantReceived(self.grant_id, self.kind, self.applied, self.amount, self.academic_year, self.case_id)

    def _must_be_open(self) -> None:
        if self.standing in (Standing.RECEIVED, Standing.EARNED):
            raise GrantAlreadyReceived(self.name, self.amount)
        if self.standing is Standing.REFUSED:
            raise GrantWasRefused(self.name, self.applied)
