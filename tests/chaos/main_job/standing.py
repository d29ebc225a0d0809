"""How courses, deployments and grants stand after their facts, reckoned by hand, and the rules they may not break."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from shared.contracts.bookings import (
    BookingCancelled,
    CourseBooked,
    CourseChanged,
    CourseScheduled,
    OfferLapsed,
    PlaceOffered,
    WaitingListJoined,
)
from shared.contracts.finance import GrantApplied, GrantEarned, GrantReceived, GrantRefused
from shared.contracts.support import DeploymentEnded, SLEDeployed, SLEDesignated, VisitLogged
from shared.kernel.years import AcademicYear


@dataclass
class Course:
    """Places, and who stands how: `rows` has person and standing by booking."""

    places: int = 0
    rows: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])

    def broken(self, course_id: str) -> Iterator[str]:
        """Never more taken than there are; nobody twice."""
        taken = sum(standing != "waiting" for _, standing in self.rows.values())
        if taken > self.places:
            yield f"course {course_id} has {self.places} places, and {taken} are taken"
        for person, times in Counter(person for person, _ in self.rows.values()).items():
            if times > 1:
                yield f"course {course_id} has {person} {times} times"


@dataclass
class Deployment:
    """Half-days agreed, worked and given back, and whose days of which year they are."""

    whose: tuple[str, int] = ("", 0)
    agreed: int = 0
    worked: int = 0
    over: bool = False


class Standings:
    """Hears facts, each owner's in order."""

    def __init__(self) -> None:
        self.broken: list[str] = []
        self.grants: dict[Any, Any] = {}
        self._courses: defaultdict[str, Course] = defaultdict(Course)
        self._deployments: defaultdict[str, Deployment] = defaultdict(Deployment)
        self._released: dict[tuple[str, int], int] = {}

    def hear(self, fact: Any) -> None:
        """The next fact."""
        if hasattr(fact, "course_id"):
            course_id, course = str(fact.course_id), self._courses[str(fact.course_id)]
            _place(course, fact)
            self.broken += [each for each in course.broken(course_id) if each not in self.broken]
        elif hasattr(fact, "grant_id") and not isinstance(fact, SLEDeployed):
            self._grant(fact)
        else:
            self._support(fact)

    def bookings(self) -> Iterator[tuple[str, str, str, str]]:
        """Course, booking, person and standing of each that stands."""
        for course_id, course in self._courses.items():
            for booking_id, (person_id, standing) in course.rows.items():
                yield course_id, booking_id, person_id, standing

    @property
    def deployments(self) -> dict[Any, Any]:
        """Half-days agreed and worked, and whether it is over."""
        return {id_: (each.agreed, each.worked, each.over) for id_, each in self._deployments.items()}

    @property
    def years(self) -> dict[Any, Any]:
        """Half-days released, committed and worked, by person and academic year."""
        days = {whose: (released, 0, 0) for whose, released in self._released.items()}
        for each in self._deployments.values():
            released, committed, worked = days.get(each.whose, (0, 0, 0))
            left = 0 if each.over else each.agreed - each.worked
            days[each.whose] = released, committed + left, worked + each.worked
        return days

    def _support(self, fact: Any) -> None:
        match fact:
            case SLEDesignated():
                self._released[str(fact.person_id), fact.academic_year] = fact.released.halves
            case SLEDeployed():
                whose = str(fact.person_id), AcademicYear.of(fact.begins_on).begins
                self._deployments[str(fact.deployment_id)] = Deployment(whose, fact.days.halves)
                self._must_be_released(whose)
            case VisitLogged():
                self._deployments[str(fact.deployment_id)].worked += fact.days.halves
            case DeploymentEnded():
                self._deployments[str(fact.deployment_id)].over = True
            case _:
                pass

    def _must_be_released(self, whose: tuple[str, int]) -> None:
        """Days never exceed what the home school released."""
        released, committed, worked = self.years[whose]
        if committed + worked > released:
            self.broken.append(f"SLE {whose} has {released} half-days, and {committed + worked} are promised or worked")

    def _grant(self, fact: Any) -> None:
        match fact:
            case GrantApplied():
                self.grants[str(fact.grant_id)] = ("applied", 0)
            case GrantReceived():
                self.grants[str(fact.grant_id)] = ("received", fact.amount.pence)
            case GrantEarned():
                self.grants[str(fact.grant_id)] = ("earned", fact.amount.pence)
            case GrantRefused():
                self.grants[str(fact.grant_id)] = ("refused", 0)
            case _:
                pass


def _place(course: Course, fact: Any) -> None:
    match fact:
        case CourseScheduled() | CourseChanged():
            course.places = fact.places
        case CourseBooked():
            course.rows[str(fact.booking_id)] = str(fact.person_id), "booked"
        case WaitingListJoined():
            course.rows[str(fact.booking_id)] = str(fact.person_id), "waiting"
        case PlaceOffered():
            course.rows[str(fact.booking_id)] = str(fact.person_id), "offered"
        case OfferLapsed() | BookingCancelled():
            course.rows.pop(str(fact.booking_id), None)
        case _:
            pass
