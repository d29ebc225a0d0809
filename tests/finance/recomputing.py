"""The projection another way: how each thing stands in the end, looked up in the whole list of facts.

It shares nothing with `services/finance`: nothing is posted, reversed or kept here.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from shared.contracts.bookings import (
    AttendanceRecorded,
    BookingCancelled,
    CourseBooked,
    CourseChanged,
    CourseScheduled,
    Standing,
)
from shared.contracts.finance import GrantApplied, GrantEarned, GrantReceived, GrantRefused
from shared.contracts.support import DeploymentEnded, SLEDeployed, VisitLogged

Told = tuple[Any, date]

Line = tuple[int, int, str, str, str]
"""Academic year, financial year, strand, kind, certainty."""

Sums = dict[Line, tuple[int, int, int]]
"""Income, what of it is expected, and the home schools' share, in pence; lines that are nothing are left out."""


class Recomputation:
    """All facts, and the sums that follow."""

    def __init__(self, told: Sequence[Told]) -> None:
        self.told = told
        self.sums: dict[Line, list[int]] = defaultdict(lambda: [0, 0, 0])
        for place, (fact, _) in enumerate(told):
            if isinstance(fact, CourseBooked):
                self.booking(place, fact)
            if isinstance(fact, SLEDeployed):
                self.deployment(fact)
            if isinstance(fact, GrantApplied):
                self.application(fact)
            if isinstance(fact, GrantReceived) and fact.applied.pence == 0:
                self.grant(fact, self.promised(fact), fact.amount.pence)

    def after(self, place: int, kind: Any, **same: Any) -> list[tuple[int, Any]]:
        """The later facts of a kind in which these fields are so."""
        later = [(n, fact) for n, (fact, _) in enumerate(self.told) if n > place and isinstance(fact, kind)]
        return [(n, fact) for n, fact in later if all(getattr(fact, name) == value for name, value in same.items())]

    def booking(self, place: int, fact: CourseBooked) -> None:
        """Cancelled, earned when the course was held, or contracted."""
        gone = self.after(place, BookingCancelled, booking_id=fact.booking_id, stood=Standing.BOOKED)
        held = self.after(place, AttendanceRecorded, course_id=fact.course_id, delivered=True)
        settled = min([n for n, _ in (*gone, *held)], default=len(self.told))
        strand, day = self.course(fact.course_id, settled)
        if gone:
            ((n, cancellation),) = gone
            self.add(self.told[n][1], strand, "late_cancellation", "earned", cancellation.charge.pence)
        else:
            self.add(day, strand, "course_fees", "earned" if held else "contracted", fact.fee.pence)

    def course(self, course_id: Any, before: int) -> tuple[str, date]:
        """A course's strand and the day of its last session, as they were at that place."""
        said = [fact for fact, _ in self.told[:before] if isinstance(fact, CourseScheduled | CourseChanged)]
        (*_, newest) = (fact for fact in said if fact.course_id == course_id)
        days = [each.begins_at.astimezone(ZoneInfo("Europe/London")).date() for each in newest.sessions]
        return newest.strand, max(days)

    def deployment(self, fact: SLEDeployed) -> None:
        """Visits are earned, what is left is contracted, unless it ended."""
        mine = {"deployment_id": fact.deployment_id}
        visits = [visit for _, visit in self.after(-1, VisitLogged, **mine)]
        over = bool(self.after(-1, DeploymentEnded, **mine))
        for visit in visits:
            self.days(fact, visit.days.halves, visit.visited_on, "earned")
        left = fact.days.halves - sum(visit.days.halves for visit in visits)
        self.days(fact, 0 if over else max(left, 0), fact.begins_on, "contracted")

    def days(self, fact: SLEDeployed, halves: int, on: date, certainty: str) -> None:
        """So many half-days of a deployment: whole days first. A grant that pays has so much less for other things."""
        lines = [fact.day] * (halves // 2) + [fact.half_day] * (halves % 2)
        charge = sum(line.client_pays.pence for line in lines)
        share = sum(line.home_school_gets.pence for line in lines)
        self.add(on, "support", "deployments", certainty, charge, share=share)
        if fact.grant_id:
            self.add(on, "support", "grants:s2s", certainty, -charge)

    def application(self, fact: GrantApplied) -> None:
        """Received in part or whole, refused, or still hoped for."""
        decided = [each for each, _ in self.told if isinstance(each, GrantReceived | GrantRefused)]
        (answer,) = [each for each in decided if each.grant_id == fact.grant_id] or [None]
        if answer is None:
            half_up = (fact.amount.pence * fact.likelihood + 50) // 100
            self.grant(fact, "probable", fact.amount.pence, half_up)
        elif isinstance(answer, GrantRefused):
            self.grant(fact, "refused", fact.amount.pence, 0)
        else:
            self.grant(fact, self.promised(answer), answer.amount.pence)
            self.grant(fact, "refused", fact.amount.pence - answer.amount.pence, 0)

    def promised(self, fact: GrantReceived) -> str:
        """Earned once its year has begun."""
        return "earned" if self.after(-1, GrantEarned, grant_id=fact.grant_id) else "certain"

    def grant(self, fact: Any, certainty: str, pence: int, expected: int | None = None) -> None:
        """A grant's money, on 1 September."""
        strand = {"core": "alliance", "nle": "leadership", "s2s": "support"}[fact.kind]
        self.add(date(fact.academic_year, 9, 1), strand, f"grants:{fact.kind}", certainty, pence, expected=expected)

    def add(
        self,
        on: date,
        strand: str,
        kind: str,
        certainty: str,
        pence: int,
        *,
        expected: int | None = None,
        share: int = 0,
    ) -> None:
        """Add to one line."""
        academic = on.year - (on < date(on.year, 9, 1))
        financial = on.year - (on < date(on.year, 4, 1))
        line = self.sums[academic, financial, strand, kind, certainty]
        for column, more in enumerate((pence, pence if expected is None else expected, share)):
            line[column] += more


def recomputed(told: Sequence[Told]) -> Sums:
    """How the projection must stand after these facts."""
    sums = Recomputation(told).sums
    return {line: (row[0], row[1], row[2]) for line, row in sums.items() if any(row)}
