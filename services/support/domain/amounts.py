"""Money and days as people write them, turned into ours; what isn't whole is refused, never rounded (money.md)."""

from decimal import Decimal

from services.support.domain.refusals import DayRateIsNotWholePence, DaysAreNotHalfDays
from shared.kernel.days import Days
from shared.kernel.money import Money

HUNDREDFOLD, TWOFOLD = 100, 2


def whole_pence(pounds: Decimal) -> Money:
    """A positive amount of pounds with at most two decimals."""
    pence = pounds * HUNDREDFOLD
    if pence <= 0 or pence != int(pence):
        raise DayRateIsNotWholePence(pounds)
    return Money(int(pence))


def half_days(days: Decimal) -> Days:
    """0.5, 1, 1.5 …: none or more."""
    halves = days * TWOFOLD
    if halves < 0 or halves != int(halves):
        raise DaysAreNotHalfDays(days)
    return Days(int(halves))
