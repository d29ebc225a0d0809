"""The known answer of the main job: what was accepted, each as the one fact that must tell of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from shared.contracts.bookings import (
    BookingCancelled,
    CourseBooked,
    CourseCancelled,
    CourseChanged,
    CourseScheduled,
    OfferLapsed,
    WaitingListJoined,
)
from shared.contracts.finance import GrantApplied, GrantReceived, GrantRefused
from shared.contracts.support import (
    DeploymentEnded,
    SLEDeployed,
    SLEDesignated,
    SupportDeclined,
    SupportRequested,
    VisitLogged,
)

ABOUT: dict[type[Any], str] = {
    CourseScheduled: "course_id",
    CourseChanged: "title",  # never the same twice
    CourseCancelled: "course_id",
    CourseBooked: "booking_id",
    WaitingListJoined: "booking_id",
    OfferLapsed: "booking_id",
    BookingCancelled: "booking_id",
    SLEDesignated: "person_id",
    SupportRequested: "case_id",
    SupportDeclined: "case_id",
    SLEDeployed: "deployment_id",
    VisitLogged: "visit_id",
    DeploymentEnded: "deployment_id",
    GrantApplied: "grant_id",
    GrantReceived: "grant_id",
    GrantRefused: "grant_id",
}
"""The facts that somebody's command tells by itself, and the field that tells it from others of its kind.

All others are consequences: a place is offered because another was given back.
"""


class Deed(NamedTuple):
    """Something that was done: the kind of the fact that tells it, and what it is about."""

    kind: str
    about: str

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"

    @classmethod
    def of(cls, fact: object) -> Deed | None:
        """What a fact tells; None when nobody's command told it by itself."""
        field = ABOUT.get(type(fact))
        return cls.told(type(fact), getattr(fact, field)) if field else None

    @classmethod
    def told(cls, kind: type[Any], about: object) -> Deed:
        """What a fact of that kind about this tells."""
        return cls(kind.__name__, str(about))


@dataclass
class Known:
    """What services answered. `refused` counts the refusals by name; `wrong` is what no client should meet."""

    deeds: list[Deed] = field(default_factory=list[Deed])
    refused: Counter[str] = field(default_factory=Counter[str])
    wrong: list[str] = field(default_factory=list[str])

    def done(self, kind: type[Any], about: object) -> None:
        """It was accepted."""
        self.deeds.append(Deed.told(kind, about))
