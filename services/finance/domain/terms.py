"""What is known of grants beforehand: data, not code."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from services.finance.domain.refusals import NoGrantThatYear, NotAskedFor
from shared.contracts.finance import GrantKind
from shared.kernel.money import Money
from shared.kernel.years import AcademicYear

COORDINATION = Decimal("0.05")
"""The share of an S2S grant that may stay with the alliance (School to School Support Fund, terms of use)."""


def coordination(grant: Money) -> Money:
    """The most that may stay with the alliance: "at most", so a part of a penny is left out."""
    return Money(int(grant.pence * COORDINATION))


@dataclass(frozen=True, slots=True)
class Terms:
    """What grants are worth, how likely an application is (whole per cent), and which strand each is for.

    `core` is by year of the alliance, the first being the academic year `first_year`; after them it is `core_after`.
    """

    first_year: int
    core: tuple[Money, ...]
    core_after: Money
    nle: Money
    least: Money
    most: Money
    likelihood: int
    strands: Mapping[GrantKind, str]

    def given(self, kind: GrantKind, academic_year: int) -> Money:
        """What is given that year without being applied for; refuses a year before the first, and S2S grants."""
        if kind is GrantKind.S2S:
            raise NotAskedFor
        if academic_year < self.first_year:
            raise NoGrantThatYear(AcademicYear(academic_year), AcademicYear(self.first_year))
        if kind is GrantKind.NLE:
            return self.nle
        year = academic_year - self.first_year
        return self.core[year] if year < len(self.core) else self.core_after

    @property
    def support(self) -> str:
        """The strand of school-to-school support, its grants and its deployments."""
        return self.strands[GrantKind.S2S]
