"""An SLE's agreed days on a case: what a day costs, which were worked, how it ended."""

from dataclasses import dataclass, field
from datetime import date

from services.support.domain.brokerage import cost, total
from services.support.domain.refusals import (
    DeploymentHasEnded,
    MoreThanADayOnOneDate,
    NotEnoughAgreedDays,
    VisitIsBeforeTheDeployment,
    VisitIsInAnotherYear,
    VisitIsInTheFuture,
    VisitNeedsDays,
)
from shared.contracts.support import Ending, Split
from shared.kernel.days import Days
from shared.kernel.ids import DeploymentId, GrantId, PersonId, SchoolId, VisitId
from shared.kernel.years import AcademicYear

ONE_DAY, NONE = Days.whole(1), Days(0)


@dataclass(frozen=True, slots=True)
class Visit:
    """Half a day or a day, really worked."""

    visit_id: VisitId
    visited_on: date
    days: Days


@dataclass(frozen=True, slots=True)
class Ended:
    """When and how a deployment ended."""

    on: date
    ending: Ending


@dataclass(slots=True)
class Deployment:
    """What was agreed, and what became of it. It belongs to the academic year of its begin: that year's days pay."""

    deployment_id: DeploymentId
    person_id: PersonId
    home_school_id: SchoolId
    specialism: str
    days: Days
    begins_on: date
    day: Split
    half_day: Split
    grant_id: GrantId | None = None
    visits: list[Visit] = field(default_factory=list[Visit])
    ended: Ended | None = None

    @property
    def year(self) -> AcademicYear:
        """The academic year whose released days it uses."""
        return AcademicYear.of(self.begins_on)

    @property
    def worked(self) -> Days:
        """The visits' days."""
        return sum((visit.days for visit in self.visits), NONE)

    @property
    def left(self) -> Days:
        """Agreed days not yet worked; none once it has ended."""
        return NONE if self.ended else self.days - self.worked

    @property
    def agreed_money(self) -> Split:
        """What all agreed days cost."""
        return cost(self.days, self.day, self.half_day)

    @property
    def worked_money(self) -> Split:
        """What the visits cost, each a line."""
        return total([cost(visit.days, self.day, self.half_day) for visit in self.visits])

    def visit(self, visit: Visit, already: Days, today: date) -> None:
        """Add a visit; `already` is what the SLE worked on that date, here and elsewhere.

        One after 31 August of the deployment's year is refused: the home school released days of that year only, so the
        next year's need a deployment of their own.
        """
        if self.ended:
            raise DeploymentHasEnded(self.ended.on)
        self._must_fit(visit.visited_on, today)
        if not visit.days:
            raise VisitNeedsDays
        if visit.days + already > ONE_DAY:
            raise MoreThanADayOnOneDate(visit.visited_on, already)
        if visit.days > self.left:
            raise NotEnoughAgreedDays(self.left, visit.days)
        self.visits.append(visit)

    def _must_fit(self, day: date, today: date) -> None:
        if day > today:
            raise VisitIsInTheFuture(day)
        if day < self.begins_on:
            raise VisitIsBeforeTheDeployment(day, self.begins_on)
        if day > self.year.last_day:
            raise VisitIsInAnotherYear(day, self.year)

    def end(self, on: date, ending: Ending) -> Days:
        """It is over; the days that go back."""
        if self.ended:
            raise DeploymentHasEnded(self.ended.on)
        given_back = self.left
        self.ended = Ended(on, ending)
        return given_back
