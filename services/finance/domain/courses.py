"""What courses bring in: fees, contracted when a place is taken and earned when the course was held."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.finance.domain.accounts import Kind, income, receivable
from services.finance.domain.entry import Certainty, Entry, owed, restated
from shared.contracts.bookings import CourseBooked, CourseChanged, CourseScheduled
from shared.kernel.clock import london_date
from shared.kernel.ids import BookingId, CourseId, SchoolId
from shared.kernel.money import Money


class Stage(StrEnum):
    """How far a booking has come."""

    BOOKED = "booked"
    HELD = "held"
    CANCELLED = "cancelled"


@dataclass(slots=True)
class Course:
    """A course as its income sees it. `dated`: the London date of its last session.

    The last one, because a fee is earned when the course has been held: so delivering it never moves its income into
    another year.
    """

    course_id: CourseId
    title: str
    strand: str
    dated: date

    @classmethod
    def told(cls, fact: CourseScheduled | CourseChanged) -> "Course":
        """The course that a fact describes."""
        last = max(session.begins_at for session in fact.sessions)
        return cls(fact.course_id, fact.title, fact.strand, london_date(last))


@dataclass(slots=True)
class Booking:
    """A place on a course, the fee agreed on for it, and where that stands in the ledger."""

    booking_id: BookingId
    course_id: CourseId
    school_id: SchoolId
    fee: Money
    strand: str
    dated: date
    stage: Stage

    @classmethod
    def taken(cls, fact: CourseBooked, course: Course) -> "Booking":
        """A place that was just taken."""
        return cls(
            fact.booking_id,
            fact.course_id,
            fact.school_id,
            fact.fee,
            course.strand,
            course.dated,
            Stage.BOOKED,
        )

    def entries(self) -> tuple[Entry, ...]:
        """What stands in the ledger: the fee, unless it is free or was cancelled."""
        if self.stage is Stage.CANCELLED:
            return ()
        certainty = Certainty.EARNED if self.stage is Stage.HELD else Certainty.CONTRACTED
        return self._charged(certainty, self.dated, Kind.COURSE_FEES, self.fee)

    def move(self, course: Course) -> tuple[Entry, ...]:
        """The course is another day, or for another strand: its contracted income goes along, what is earned stays."""
        before = self.entries()
        if self.stage is Stage.BOOKED:
            self.strand, self.dated = course.strand, course.dated
        return restated(before, self.entries())

    def hold(self) -> tuple[Entry, ...]:
        """The course was held: the fee is earned, by a no-show too."""
        before = self.entries()
        if self.stage is Stage.BOOKED:
            self.stage = Stage.HELD
        return restated(before, self.entries())

    def cancel(self, charge: Money, on: date) -> tuple[Entry, ...]:
        """The place is given back: the fee is reversed, and the charge for doing so this late earned on that day."""
        before, self.stage = self.entries(), Stage.CANCELLED
        return (*restated(before, ()), *self._charged(Certainty.EARNED, on, Kind.LATE_CANCELLATION, charge))

    def _charged(self, certainty: Certainty, on: date, kind: Kind, amount: Money) -> tuple[Entry, ...]:
        lines = owed(receivable(self.school_id), income(kind), amount)
        return (Entry(certainty, on, self.strand, kind, lines, self.booking_id),) if lines else ()
