"""A school's request for support, and its life: declined, or answered by deployments, until it is closed."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from services.support.domain.deployment import Deployment, Visit
from services.support.domain.people import School
from services.support.domain.refusals import (
    AskAgainMustBeLater,
    CaseIsAnswered,
    CaseIsClosed,
    CaseIsDeclined,
    DeploymentIsUnknown,
    DeploymentNeedsDays,
    DeploymentUnderWay,
    OwnSchool,
)
from shared.contracts.support import (
    Decline,
    DeploymentEnded,
    Ending,
    SLEDeployed,
    SupportDeclined,
    SupportRequested,
    VisitLogged,
)
from shared.kernel.days import Days
from shared.kernel.ids import CaseId, DeploymentId, SchoolId


class State(StrEnum):
    """Where a case stands. *Asked* also once an SLE stopped early and nobody else is agreed on."""

    ASKED = "asked"
    AGREED = "agreed"
    UNDER_WAY = "under_way"
    CLOSED = "closed"
    DECLINED = "declined"


class Alternative(StrEnum):
    """What a school that was declined may turn to (domain.md, 37: partners beside us)."""

    ANOTHER_ALLIANCE = "another_alliance"
    LOCAL_AUTHORITY = "local_authority"
    TRUST = "trust"
    COURSE = "course"


@dataclass(frozen=True, slots=True)
class Answer:
    """Why the answer was no, what else was named, when to ask again."""

    on: date
    reason: Decline
    alternative: Alternative | None = None
    ask_again_on: date | None = None


@dataclass(slots=True)
class Case:
    """A request and all that follows from it. No free text: what is written about a school or its people isn't kept."""

    case_id: CaseId
    school_id: SchoolId
    specialism: str
    requested_on: date
    declined: Answer | None = None
    closed_on: date | None = None
    deployments: list[Deployment] = field(default_factory=list[Deployment])

    def request(self) -> SupportRequested:
        """Tell that the school asked."""
        return SupportRequested(self.case_id, self.school_id, self.specialism, self.requested_on)

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.declined:
            return State.DECLINED
        if self.closed_on:
            return State.CLOSED
        if not (open_ones := self.open_deployments):
            return State.ASKED
        return State.UNDER_WAY if any(each.visits for each in open_ones) else State.AGREED

    @property
    def open_deployments(self) -> list[Deployment]:
        """Those that haven't ended."""
        return [each for each in self.deployments if not each.ended]

    def decline(self, answer: Answer) -> SupportDeclined:
        """Say no, a normal outcome (domain.md, 26). Refuses a case that has an answer, or no later day to ask."""
        self._must_be_open()
        if self.deployments:
            raise CaseIsAnswered
        if answer.ask_again_on and answer.ask_again_on <= answer.on:
            raise AskAgainMustBeLater(answer.ask_again_on)
        self.declined = answer
        return SupportDeclined(self.case_id, self.school_id, answer.reason, answer.alternative, answer.ask_again_on)

    def deploy(self, deployment: Deployment, client: School) -> SLEDeployed:
        """Agree on an SLE. A case may have several; never one of the client's own, none once declined or closed."""
        self._must_be_open()
        client.must_be_open()
        if not deployment.days:
            raise DeploymentNeedsDays
        if deployment.home_school_id == self.school_id:
            raise OwnSchool(client.name)
        self.deployments.append(deployment)
        return SLEDeployed(
            self.case_id,
            deployment.deployment_id,
            deployment.person_id,
            deployment.home_school_id,
            self.school_id,
            deployment.specialism,
            deployment.days,
            deployment.begins_on,
            deployment.day,
            deployment.half_day,
            deployment.grant_id,
        )

    def log(self, deployment: Deployment, visit: Visit, already: Days, today: date) -> VisitLogged:
        """Days were worked on one of its deployments."""
        deployment.visit(visit, already, today)
        return VisitLogged(
            self.case_id,
            deployment.deployment_id,
            visit.visit_id,
            deployment.person_id,
            visit.visited_on,
            visit.days,
        )

    def end(self, deployment: Deployment, on: date, ending: Ending) -> DeploymentEnded:
        """One of its deployments is over. The last one, finished, closes the case; stopped early, it leaves it open."""
        given_back = deployment.end(on, ending)
        if ending is Ending.FINISHED and not self.open_deployments:
            self.closed_on = on
        return DeploymentEnded(
            self.case_id, deployment.deployment_id, deployment.person_id, on, ending, deployment.worked, given_back
        )

    def close(self, on: date) -> None:
        """Nothing more is to come. Nobody else needs to know, so it is no fact."""
        self._must_be_open()
        if not self.deployments or self.open_deployments:
            raise DeploymentUnderWay
        self.closed_on = on

    def deployment(self, deployment_id: DeploymentId) -> Deployment:
        """One of its deployments; raises `DeploymentIsUnknown`."""
        for each in self.deployments:
            if each.deployment_id == deployment_id:
                return each
        raise DeploymentIsUnknown(deployment_id)

    def _must_be_open(self) -> None:
        if self.declined:
            raise CaseIsDeclined(self.declined.on)
        if self.closed_on:
            raise CaseIsClosed(self.closed_on)
