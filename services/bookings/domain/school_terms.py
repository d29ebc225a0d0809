"""A school year's three terms: how people look for a course."""

from datetime import date
from enum import StrEnum

from shared.kernel.years import AcademicYear


class Term(StrEnum):
    """Autumn is September to December, spring January to March, summer April to August."""

    AUTUMN = "autumn"
    SPRING = "spring"
    SUMMER = "summer"

    @classmethod
    def of(cls, day: date) -> "Term":
        """The term that a London date lies in. Easter moves, and schools' own dates with it: we go by months."""
        if day.month >= 9:
            return cls.AUTUMN
        return cls.SPRING if day.month <= 3 else cls.SUMMER

    def span(self, year: AcademicYear) -> tuple[date, date]:
        """Its first day, and the first day after it."""
        autumn, spring, summer = year.first_day, date(year.begins + 1, 1, 1), date(year.begins + 1, 4, 1)
        end = date(year.begins + 1, 9, 1)
        return {Term.AUTUMN: (autumn, spring), Term.SPRING: (spring, summer), Term.SUMMER: (summer, end)}[self]
