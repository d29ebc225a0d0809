"""Which courses, by when they are held: those that come up, those that are over, or a term's."""

from datetime import date, datetime

from shared.kernel.years import AcademicYear

OVER = "over"

TERMS = ("autumn", "spring", "summer")


def times(today: date) -> list[tuple[str, str]]:
    """What there is to choose beside what comes up: what is over, and the terms of this year and the next."""
    begins = AcademicYear.of(today).begins
    terms = [(year, term) for year in (begins, begins + 1) for term in TERMS]
    return [(OVER, "Held already"), *((f"{year}-{term}", _words(year, term)) for year, term in terms)]


def held(when: str, now: datetime) -> dict[str, str | int]:
    """As bookings is asked for it; what can't be chosen is what comes up."""
    year, _, term = when.partition("-")
    if term in TERMS and year.isdecimal() and len(year) == len("2026"):
        return {"year": int(year), "term": term}
    return {"before" if when == OVER else "after": now.isoformat()}


def _words(year: int, term: str) -> str:
    return f"{term.capitalize()} term {AcademicYear(year)}"
