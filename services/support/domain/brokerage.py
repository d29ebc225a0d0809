"""What a day costs whom: the day rate, and the alliance's brokerage inside it or on top.

Sources: money.md, "Units"; domain.md, "Day rates".
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from services.support.domain.refusals import BrokerageIsMoreThanTheCharge
from shared.contracts.support import Split
from shared.kernel.days import Days
from shared.kernel.money import Money

A_DAY, HALF_A_DAY = Decimal(1), Decimal("0.5")

NOTHING = Money(0)


class Where(StrEnum):
    """Inside: the home school gets the rate less the brokerage. On top: the client pays it besides the rate."""

    INSIDE = "inside"
    ON_TOP = "on_top"


@dataclass(frozen=True, slots=True)
class Brokerage:
    """A share of each line's charge, or a flat amount a day."""

    where: Where
    share: Decimal = Decimal(0)
    flat: Money = NOTHING

    def split(self, day_rate: Money, part: Decimal = A_DAY) -> Split:
        """The three parties' money for `part` of a day: each line is rounded half up by itself."""
        charge = day_rate.part(part)
        kept = charge.part(self.share) + self.flat.part(part)
        if self.where is Where.ON_TOP:
            return Split(charge + kept, charge, kept)
        if kept > charge:
            raise BrokerageIsMoreThanTheCharge(charge, kept)
        return Split(charge, charge - kept, kept)


@dataclass(frozen=True, slots=True)
class Rate:
    """A row of the rules: what an alliance charges for a day of somebody in that role."""

    code: str
    alliance: str
    year: str
    role: str
    day_rate: Money
    brokerage: Brokerage
    source: str


def cost(days: Days, day: Split, half_day: Split) -> Split:
    """So many days' money: whole days' lines, and one of half a day where there is a half."""
    whole, half = divmod(days.halves, 2)
    lines = [day] * whole + [half_day] * half
    return total(lines)


def total(lines: list[Split]) -> Split:
    """The sum of lines; nothing is rounded again."""
    return Split(
        sum((line.client_pays for line in lines), NOTHING),
        sum((line.home_school_gets for line in lines), NOTHING),
        sum((line.alliance_keeps for line in lines), NOTHING),
    )
