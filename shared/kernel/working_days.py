"""Working days: Monday to Friday, without bank holidays; late cancellations are counted in them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5
"""`date.weekday()` of it; Sunday is the next."""


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A calendar; the bank holidays of England are handed in."""

    bank_holidays: frozenset[date]

    @classmethod
    def without(cls, bank_holidays: Collection[date]) -> "WorkingDays":
        """The calendar in which these days, and weekends, are no working days."""
        return cls(frozenset(bank_holidays))

    def is_one(self, day: date) -> bool:
        """Is that a working day?"""
        return day.weekday() < SATURDAY and day not in self.bank_holidays

    def before(self, event: date, notice: date) -> int:
        """How many working days' notice: those from `notice` (not counted) up to and with the day before `event`.

        0 on the day before, the day itself and after. Notice given on a Friday for the Monday is 0 working days.
        """
        days = (event - notice).days
        return sum(self.is_one(notice + timedelta(days=n)) for n in range(1, days))
