"""What a late cancellation costs: ladders, held as data (`adapters/data/cancellation_terms.csv` has the sources)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from services.bookings.domain.plan_refusals import TermsAreUnknown
from shared.kernel.money import Money
from shared.kernel.working_days import WorkingDays

FREE = Money(0)


class Unit(StrEnum):
    """What notice is counted in."""

    WORKING_DAYS = "working_days"
    DAYS = "days"


class Rate(StrEnum):
    """How a rung's amount is meant. `UNSTATED`: the source says that something is due, but not how much."""

    PERCENT = "percent"
    FLAT = "flat"
    PER_SESSION = "per_session"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class Notice:
    """How long before the first session somebody cancels."""

    working_days: int
    days: int

    @classmethod
    def of(cls, event: date, given: date, calendar: WorkingDays) -> "Notice":
        """Between two London dates."""
        return cls(calendar.before(event, given), max(0, (event - given).days))

    def within(self, limit: int, unit: Unit) -> bool:
        """Is it that long, or shorter?"""
        return (self.working_days if unit is Unit.WORKING_DAYS else self.days) <= limit


@dataclass(frozen=True, slots=True)
class Rung:
    """With notice of `within` units or less, this is due. `amount` is per cent, or pence; None: however long before."""

    within: int | None
    unit: Unit
    rate: Rate
    amount: int

    def meets(self, notice: Notice) -> bool:
        """Does this rung speak of so much notice?"""
        return self.within is None or notice.within(self.within, self.unit)

    def charge(self, fee: Money, sessions: int) -> Money:
        """What is due. A paid course never costs more than its fee; an amount that nobody knows isn't charged."""
        due = {
            Rate.PERCENT: fee.part(Decimal(self.amount) / 100),
            Rate.FLAT: Money(self.amount),
            Rate.PER_SESSION: Money(self.amount * sessions),
            Rate.UNSTATED: FREE,
        }[self.rate]
        return min(due, fee) if fee > FREE else due


@dataclass(frozen=True, slots=True)
class Ladder:
    """An alliance's cancellation terms, for courses with a fee and for free ones; the first rung that fits counts."""

    name: str
    charged: tuple[Rung, ...]
    free: tuple[Rung, ...]

    def charge(self, notice: Notice, fee: Money, sessions: int) -> Money:
        """What a school owes for cancelling with so much notice; nothing where no rung fits."""
        rungs = self.charged if fee > FREE else self.free
        return next((rung.charge(fee, sessions) for rung in rungs if rung.meets(notice)), FREE)


@dataclass(frozen=True, slots=True)
class Rules:
    """What is handed in: the ladders by name, the calendar of working days, and how long an offer lasts."""

    ladders: dict[str, Ladder]
    calendar: WorkingDays
    offer_lasts: timedelta

    def ladder(self, name: str) -> Ladder:
        """The ladder of that name."""
        if name not in self.ladders:
            raise TermsAreUnknown(name, self.ladders)
        return self.ladders[name]
