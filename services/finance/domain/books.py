"""The books: what the ledger has to know to go on, and what was written in them since they were opened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from services.finance.domain.courses import Booking, Course
from services.finance.domain.deployments import Deployment
from services.finance.domain.funds import Fund
from services.finance.domain.heard import NotKnownYet, Transaction, Waiting
from services.finance.domain.terms import Terms
from shared.kernel.ids import BookingId, CourseId, DeploymentId, GrantId

T = TypeVar("T")


@dataclass(slots=True)
class Books:
    """What the ledger has to know to go on, and what it has written since it was opened."""

    terms: Terms
    courses: dict[CourseId, Course] = field(default_factory=dict[CourseId, Course])
    bookings: dict[BookingId, Booking] = field(default_factory=dict[BookingId, Booking])
    deployments: dict[DeploymentId, Deployment] = field(default_factory=dict[DeploymentId, Deployment])
    funds: dict[GrantId, Fund] = field(default_factory=dict[GrantId, Fund])
    waiting: list[Waiting] = field(default_factory=list[Waiting])
    written: list[Transaction] = field(default_factory=list[Transaction])

    def course(self, course_id: CourseId) -> Course:
        """Raises `NotKnownYet`."""
        return _known(self.courses, course_id, "course")

    def booking(self, booking_id: BookingId) -> Booking:
        """Raises `NotKnownYet`."""
        return _known(self.bookings, booking_id, "booking")

    def deployment(self, deployment_id: DeploymentId) -> Deployment:
        """Raises `NotKnownYet`."""
        return _known(self.deployments, deployment_id, "deployment")

    def fund(self, grant_id: GrantId) -> Fund:
        """Raises `NotKnownYet`."""
        return _known(self.funds, grant_id, "grant")

    def on(self, course_id: CourseId) -> list[Booking]:
        """The bookings of a course, in the order of their ids."""
        mine = (each for each in self.bookings.values() if each.course_id == course_id)
        return sorted(mine, key=lambda each: each.booking_id)

    def take_waiting(self, known: str | None) -> list[Waiting]:
        """Those that waited for it, and no longer do, in their key's order."""
        come = [each for each in self.waiting if each.awaits == known]
        if come:
            self.waiting = [each for each in self.waiting if each.awaits != known]
        return sorted(come, key=lambda each: (each.heard.topic, each.heard.key, each.heard.sequence))


def _known(things: Mapping[Any, T], id: UUID, name: str) -> T:  # noqa: A002 - it is one
    if id not in things:
        raise NotKnownYet(f"{name}:{id}")
    return things[id]
