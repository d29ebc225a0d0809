"""Rows of cases, deployments and visits, there and back."""

from typing import Any

from sqlalchemy import Row

from services.support.domain.case import Alternative, Answer, Case
from services.support.domain.deployment import Deployment, Ended, Visit
from shared.contracts.support import Decline, Ending, Split
from shared.kernel.days import Days
from shared.kernel.ids import DeploymentId, GrantId, PersonId, SchoolId, VisitId
from shared.kernel.money import Money


def row_of_case(case: Case) -> dict[str, Any]:
    """A case's columns, but its id."""
    no = case.declined
    return {
        "school_id": case.school_id,
        "specialism": case.specialism,
        "requested_on": case.requested_on,
        "state": case.state,
        "declined_on": no and no.on,
        "reason": no and no.reason,
        "alternative": no and no.alternative,
        "ask_again_on": no and no.ask_again_on,
        "closed_on": case.closed_on,
    }


def row_of_deployment(deployment: Deployment) -> dict[str, Any]:
    """A deployment's columns, but its case's id."""
    return {
        "deployment_id": deployment.deployment_id,
        "person_id": deployment.person_id,
        "home_school_id": deployment.home_school_id,
        "specialism": deployment.specialism,
        "halves": deployment.days.halves,
        "begins_on": deployment.begins_on,
        "day_client_pays": deployment.day.client_pays.pence,
        "day_home_school_gets": deployment.day.home_school_gets.pence,
        "half_day_client_pays": deployment.half_day.client_pays.pence,
        "half_day_home_school_gets": deployment.half_day.home_school_gets.pence,
        "grant_id": deployment.grant_id,
        "ended_on": deployment.ended and deployment.ended.on,
        "ending": deployment.ended and deployment.ended.ending,
    }


def answer_of(row: Row[Any]) -> Answer | None:
    """Why a case was declined, if it was."""
    if row.declined_on is None:
        return None
    alternative = row.alternative and Alternative(row.alternative)
    return Answer(row.declined_on, Decline(row.reason), alternative, row.ask_again_on)


def deployment_of(row: Row[Any]) -> Deployment:
    """A deployment, without its visits."""
    return Deployment(
        DeploymentId(row.deployment_id),
        PersonId(row.person_id),
        SchoolId(row.home_school_id),
        row.specialism,
        Days(row.halves),
        row.begins_on,
        _split(row.day_client_pays, row.day_home_school_gets),
        _split(row.half_day_client_pays, row.half_day_home_school_gets),
        GrantId(row.grant_id) if row.grant_id else None,
        ended=Ended(row.ended_on, Ending(row.ending)) if row.ended_on else None,
    )


def visit_of(row: Row[Any]) -> Visit:
    """A visit."""
    return Visit(VisitId(row.visit_id), row.visited_on, Days(row.halves))


def _split(client_pays: int, home_school_gets: int) -> Split:
    return Split(Money(client_pays), Money(home_school_gets), Money(client_pays - home_school_gets))
