"""Money: whole pence, pounds sterling, net of VAT (money.md, "Units")."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Currency = Literal["GBP"]


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in whole pence; negative is owed the other way."""

    pence: int
    currency: Currency = "GBP"

    def __add__(self, other: "Money") -> "Money":
        return Money(self.pence + other.pence)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.pence - other.pence)

    def __neg__(self) -> "Money":
        return Money(-self.pence)

    def part(self, share: Decimal) -> "Money":
        """This times `share` (0.15 is fifteen per cent, 0.5 half a day), rounded half up to the penny, per line.

        Half up means away from zero, so that a reversal is the exact opposite of what it reverses.
        """
        return Money(int((self.pence * share).quantize(Decimal(1), ROUND_HALF_UP)))

    def __str__(self) -> str:
        pounds, pence = divmod(abs(self.pence), 100)
        return f"{'-' if self.pence < 0 else ''}£{pounds:,}.{pence:02}"
