"""One case's story, oldest first."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel

from services.support.adapters.views import CaseView, DeploymentView


class What(StrEnum):
    """What happened, in the order in which it happens on one day."""

    ASKED = "asked"
    DECLINED = "declined"
    DEPLOYMENT_BEGINS = "deployment_begins"
    VISITED = "visited"
    DEPLOYMENT_ENDED = "deployment_ended"
    CLOSED = "closed"


class Event(BaseModel):
    """One line of it. `days`: agreed, worked, or given back."""

    on: date
    what: What
    deployment_id: UUID | None = None
    days: float | None = None


def timeline(case: CaseView) -> list[Event]:
    """All that happened on a case. First comes the request, also where what came of it was entered with older dates."""
    order = list(What)
    return sorted(_events(case), key=lambda event: (event.what is not What.ASKED, event.on, order.index(event.what)))


def _events(case: CaseView) -> Iterator[Event]:
    yield Event(on=case.requested_on, what=What.ASKED)
    if case.declined_on:
        yield Event(on=case.declined_on, what=What.DECLINED)
    for deployment in case.deployments:
        yield from _of(deployment)
    if case.closed_on:
        yield Event(on=case.closed_on, what=What.CLOSED)


def _of(each: DeploymentView) -> Iterator[Event]:
    its = each.deployment_id
    yield Event(on=each.begins_on, what=What.DEPLOYMENT_BEGINS, deployment_id=its, days=each.days)
    for visit in each.visits:
        yield Event(on=visit.visited_on, what=What.VISITED, deployment_id=its, days=visit.days)
    if each.ended_on:
        yield Event(on=each.ended_on, what=What.DEPLOYMENT_ENDED, deployment_id=its, days=each.days - each.worked)
