"""Days that people are out of class for: whole half-days (money.md, "Units")."""

from dataclasses import dataclass

_HALF = "½"


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """A number of days in half-days: `Days(3)` is a day and a half."""

    halves: int

    @classmethod
    def whole(cls, days: int) -> "Days":
        """That many whole days."""
        return cls(2 * days)

    def __add__(self, other: "Days") -> "Days":
        return Days(self.halves + other.halves)

    def __sub__(self, other: "Days") -> "Days":
        return Days(self.halves - other.halves)

    def __bool__(self) -> bool:
        return self.halves != 0

    def __str__(self) -> str:
        """As people write it: *1½ days*, *½ day*, *1 day*."""
        days, half = divmod(abs(self.halves), 2)
        written = f"{days or ''}{_HALF if half else ''}" or "0"
        return f"{'-' if self.halves < 0 else ''}{written} {'day' if 0 < abs(self.halves) <= 2 else 'days'}"
