"""What a course is: as the office plans it, and as it stands."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from services.bookings.domain.plan_refusals import (
    FeeIsNegative,
    FeeIsNotInPence,
    NoPlaces,
    TrainerTwice,
    TrainerWithoutDays,
)
from services.bookings.domain.timetable import Meeting, timetable
from shared.contracts.bookings import CourseAspect, Session, Trainer
from shared.kernel.days import Days
from shared.kernel.money import Money

NO_DAYS = Days(0)


@dataclass(frozen=True, slots=True)
class Plan:
    """A course without those who come: `terms` names the ladder of a late cancellation, a fee of nothing means free."""

    title: str
    strand: str
    sessions: tuple[Session, ...]
    venue: str
    trainers: tuple[Trainer, ...]
    places: int
    fee: Money
    terms: str

    @property
    def begins_at(self) -> datetime:
        """When the first session begins."""
        return self.sessions[0].begins_at

    def told(self) -> dict[str, Any]:
        """Its fields, as facts name them."""
        return {aspect.value: getattr(self, aspect) for aspect in CourseAspect}

    def differs(self, other: "Plan") -> tuple[CourseAspect, ...]:
        """In which respects another plan says something else."""
        return tuple(aspect for aspect in CourseAspect if getattr(self, aspect) != getattr(other, aspect))


@dataclass(frozen=True, slots=True)
class Draft:
    """A course as the office writes it down; `pounds` is the fee, with pence after the point."""

    title: str
    strand: str
    meetings: tuple[Meeting, ...]
    venue: str
    trainers: tuple[Trainer, ...]
    places: int
    pounds: Decimal
    terms: str

    def plan(self) -> Plan:
        """What it says, if it can be: times that are, a place at least, a fee in pence, each trainer once."""
        if self.places < 1:
            raise NoPlaces
        if len({each.person_id for each in self.trainers}) < len(self.trainers):
            raise TrainerTwice
        if any(each.days <= NO_DAYS for each in self.trainers):
            raise TrainerWithoutDays
        return Plan(
            self.title,
            self.strand,
            timetable(self.meetings),
            self.venue,
            self.trainers,
            self.places,
            fee(self.pounds),
            self.terms,
        )


def fee(pounds: Decimal) -> Money:
    """Pounds as whole pence; refuses fractions of a penny instead of rounding them, and less than nothing."""
    pence = pounds * 100
    if pence != pence.to_integral_value():
        raise FeeIsNotInPence(pounds)
    if pence < 0:
        raise FeeIsNegative
    return Money(int(pence))
