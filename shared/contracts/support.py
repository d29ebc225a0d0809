"""What support tells: who is an SLE, which schools asked for help, and what was agreed, worked and ended."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.contracts.fact import fact
from shared.contracts.topics import CASES, SLES
from shared.kernel.days import Days
from shared.kernel.ids import CaseId, DeploymentId, GrantId, PersonId, SchoolId, VisitId
from shared.kernel.money import Money


class Decline(StrEnum):
    """Why the alliance said no; that is a normal outcome (domain.md, 26)."""

    NO_CAPACITY = "no_capacity"
    NO_SPECIALIST = "no_specialist"
    HOME_SCHOOL_CANNOT_RELEASE = "home_school_cannot_release"
    NOT_OURS_TO_GIVE = "not_ours_to_give"
    OTHER = "other"


class Ending(StrEnum):
    """How a deployment ended."""

    FINISHED = "finished"
    STOPPED_EARLY = "stopped_early"


@dataclass(frozen=True, slots=True)
class Split:
    """Three parties' money for a day, or for half of one: client pays = home school gets + alliance keeps."""

    client_pays: Money
    home_school_gets: Money
    alliance_keeps: Money


@fact(topic=SLES, key="person_id")
@dataclass(frozen=True, slots=True)
class SLEDesignated:
    """Somebody is a specialist leader of education: the days that the home school releases in an academic year.

    Told again for another year, or when specialisms or days change. `academic_year` is the year that it begins in.
    """

    person_id: PersonId
    home_school_id: SchoolId
    specialisms: tuple[str, ...]
    academic_year: int
    released: Days


@fact(topic=CASES, key="case_id")
@dataclass(frozen=True, slots=True)
class SupportRequested:
    """A school asked for support in a specialism."""

    case_id: CaseId
    school_id: SchoolId
    specialism: str
    requested_on: date


@fact(topic=CASES, key="case_id")
@dataclass(frozen=True, slots=True)
class SupportDeclined:
    """The answer was no: why, the alternative that was named if any (a code), and when to ask again."""

    case_id: CaseId
    school_id: SchoolId
    reason: Decline
    alternative: str | None
    ask_again_on: date | None


@fact(topic=CASES, key="case_id")
@dataclass(frozen=True, slots=True)
class SLEDeployed:
    """An SLE goes to a school: how many days, from when, and what a day and half a day cost whom.

    A line's money is rounded by itself: 1½ days cost a `day` and a `half_day`. `grant_id` when an S2S grant pays.
    """

    case_id: CaseId
    deployment_id: DeploymentId
    person_id: PersonId
    home_school_id: SchoolId
    client_school_id: SchoolId
    specialism: str
    days: Days
    begins_on: date
    day: Split
    half_day: Split
    grant_id: GrantId | None


@fact(topic=CASES, key="case_id")
@dataclass(frozen=True, slots=True)
class VisitLogged:
    """Days really worked on a deployment, on that date."""

    case_id: CaseId
    deployment_id: DeploymentId
    visit_id: VisitId
    person_id: PersonId
    visited_on: date
    days: Days


@fact(topic=CASES, key="case_id")
@dataclass(frozen=True, slots=True)
class DeploymentEnded:
    """A deployment is over: the days worked, and those that are given back."""

    case_id: CaseId
    deployment_id: DeploymentId
    person_id: PersonId
    ended_on: date
    ending: Ending
    worked: Days
    given_back: Days


FACTS = (SLEDesignated, SupportRequested, SupportDeclined, SLEDeployed, VisitLogged, DeploymentEnded)
