"""The two years that schools live by: reports need both (domain.md, "Year")."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class AcademicYear:
    """1 September to 31 August; 2026 is *2026/27*."""

    begins: int

    @classmethod
    def of(cls, day: date) -> "AcademicYear":
        """The academic year that a London date lies in."""
        return cls(day.year if day.month >= 9 else day.year - 1)

    @property
    def first_day(self) -> date:
        """1 September."""
        return date(self.begins, 9, 1)

    @property
    def last_day(self) -> date:
        """31 August of the next calendar year."""
        return date(self.begins + 1, 8, 31)

    def __str__(self) -> str:
        return f"{self.begins}/{(self.begins + 1) % 100:02}"


@dataclass(frozen=True, slots=True, order=True)
class FinancialYear:
    """1 April to 31 March; 2026 is *2026-27*."""

    begins: int

    @classmethod
    def of(cls, day: date) -> "FinancialYear":
        """The financial year that a London date lies in."""
        return cls(day.year if day.month >= 4 else day.year - 1)

    @property
    def first_day(self) -> date:
        """1 April."""
        return date(self.begins, 4, 1)

    @property
    def last_day(self) -> date:
        """31 March of the next calendar year."""
        return date(self.begins + 1, 3, 31)

    def __str__(self) -> str:
        return f"{self.begins}-{(self.begins + 1) % 100:02}"
