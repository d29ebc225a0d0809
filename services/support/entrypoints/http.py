"""Support over HTTP: decode, hand over."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from sqlalchemy.ext.asyncio import AsyncConnection

from services.support.adapters import views
from services.support.adapters.matching import Match
from services.support.adapters.matching import matches as matching
from services.support.adapters.rules import RulesAsData
from services.support.adapters.timeline import Event, timeline
from services.support.adapters.weeks import Week, weeks_of
from services.support.domain.amounts import half_days, whole_pence
from services.support.domain.brokerage import Rate
from services.support.domain.case import State
from services.support.domain.refusals import CaseIsUnknown
from services.support.domain.specialisms import Specialism
from services.support.entrypoints import forms
from services.support.use_cases.close_case import CloseCase
from services.support.use_cases.decline_support import DeclineSupport
from services.support.use_cases.deploy_sle import DeploySLE
from services.support.use_cases.designate_sle import DesignateSLE
from services.support.use_cases.end_deployment import EndDeployment
from services.support.use_cases.log_visit import LogVisit
from services.support.use_cases.request_support import RequestSupport
from shared.http.acting import acting_head
from shared.http.asking import Asking
from shared.http.tokens import OFFICE, Caller, allowed
from shared.kernel.ids import CaseId, DeploymentId, GrantId, PersonId, SchoolId
from shared.kernel.years import AcademicYear
from shared.service import Doors


def routes(doors: Doors) -> APIRouter:
    """All of support's routes."""
    router = APIRouter()
    _rules(router, doors)
    _sles(router, doors)
    _cases(router, doors)
    _deployments(router, doors)
    _looking(router, doors)
    return router


def _rules(router: APIRouter, doors: Doors) -> None:
    rules = RulesAsData.read()

    @router.get("/specialisms")
    async def specialisms(_: Annotated[Caller, Depends(doors.caller)]) -> list[Specialism]:
        """The specialisms of all editions."""
        return list(rules.specialisms.by_code.values())

    @router.get("/rates")
    async def rates(_: Annotated[Caller, Depends(doors.caller)]) -> list[Rate]:
        """What alliances charge, and what they keep; with sources."""
        return list(rules.rates.values())


def _sles(router: APIRouter, doors: Doors) -> None:
    @router.post("/sles", status_code=201)
    async def designate(sent: forms.Designation, asking: Annotated[Asking, Depends(doors.ask)]) -> forms.Identified:
        """Release somebody's days for a year, or change what was released."""
        head = acting_head(asking.caller)
        year, released = AcademicYear(sent.academic_year), half_days(sent.released)
        command = DesignateSLE(PersonId(sent.person_id), tuple(sent.specialisms), year, released, head)
        return forms.Identified(id=await asking.do(command))

    @router.get("/sles")
    async def sles(
        caller: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
        academic_year: forms.Year | None = None,
        specialism: forms.Code | None = None,
    ) -> list[views.SLELine]:
        """SLEs with their days of each year; a head sees those of their own school."""
        return await views.sle_list(view, academic_year, specialism, await _only(caller, view))

    @router.get("/weeks")
    async def weeks(
        academic_year: forms.Year,
        caller: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
    ) -> list[Week]:
        """Who was out of class in which week of a year, and for how long; a head sees their own school's SLEs."""
        return await weeks_of(view, AcademicYear(academic_year), await _only(caller, view))


def _cases(router: APIRouter, doors: Doors) -> None:
    @router.post("/cases", status_code=201)
    async def ask(sent: forms.Request, asking: Annotated[Asking, Depends(doors.ask)]) -> forms.Identified:
        """A school asks for support."""
        head = acting_head(asking.caller)
        command = RequestSupport(SchoolId(sent.school_id), sent.specialism, head)
        return forms.Identified(id=await asking.do(command))

    @router.post("/cases/{case_id}/decline", status_code=204)
    async def decline(case_id: UUID, sent: forms.Declining, asking: Annotated[Asking, Depends(doors.ask)]) -> None:
        """Say no, with a reason, an alternative and a later date."""
        allowed(asking.caller, *OFFICE)
        await asking.do(DeclineSupport(CaseId(case_id), sent.reason, sent.alternative, sent.ask_again_on))

    @router.post("/cases/{case_id}/close", status_code=204)
    async def close(case_id: UUID, asking: Annotated[Asking, Depends(doors.ask)]) -> None:
        """Nothing more is to come on a case whose SLE stopped early."""
        allowed(asking.caller, *OFFICE)
        await asking.do(CloseCase(CaseId(case_id)))


def _deployments(router: APIRouter, doors: Doors) -> None:
    @router.post("/cases/{case_id}/deployments", status_code=201)
    async def deploy(
        case_id: UUID, sent: forms.Deploying, asking: Annotated[Asking, Depends(doors.ask)]
    ) -> forms.Identified:
        """Agree on an SLE for a case."""
        allowed(asking.caller, *OFFICE)
        command = DeploySLE(
            CaseId(case_id),
            PersonId(sent.person_id),
            half_days(sent.days),
            sent.begins_on,
            sent.rate,
            None if sent.day_rate is None else whole_pence(sent.day_rate),
            GrantId(sent.grant_id) if sent.grant_id else None,
        )
        return forms.Identified(id=await asking.do(command))

    @router.post("/cases/{case_id}/deployments/{deployment_id}/visits", status_code=201)
    async def visit(
        case_id: UUID, deployment_id: UUID, sent: forms.Visiting, asking: Annotated[Asking, Depends(doors.ask)]
    ) -> forms.Identified:
        """Log days really worked."""
        allowed(asking.caller, *OFFICE)
        days = half_days(sent.days)
        command = LogVisit(CaseId(case_id), DeploymentId(deployment_id), sent.visited_on, days)
        return forms.Identified(id=await asking.do(command))

    @router.post("/cases/{case_id}/deployments/{deployment_id}/end", status_code=204)
    async def end(
        case_id: UUID, deployment_id: UUID, sent: forms.EndingNow, asking: Annotated[Asking, Depends(doors.ask)]
    ) -> None:
        """End a deployment today; the rest of its days goes back."""
        allowed(asking.caller, *OFFICE)
        await asking.do(EndDeployment(CaseId(case_id), DeploymentId(deployment_id), sent.ending))


def _looking(router: APIRouter, doors: Doors) -> None:
    @router.get("/cases")
    async def cases(
        caller: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
        state: State | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        before: UUID | None = None,
    ) -> list[views.CaseView]:
        """Cases, newest first; a head sees those that their own school asked for or sends an SLE to."""
        return await views.case_list(view, state, await _only(caller, view), limit, before)

    @router.get("/cases/{case_id}")
    async def case(
        case_id: UUID,
        caller: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
    ) -> views.CaseView:
        """One case: what was agreed, how it goes, and the money in three lines."""
        return await _case(case_id, caller, view)

    @router.get("/cases/{case_id}/timeline")
    async def story(
        case_id: UUID,
        caller: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
    ) -> list[Event]:
        """What happened on a case, oldest first."""
        return timeline(await _case(case_id, caller, view))

    @router.get("/cases/{case_id}/matches")
    async def matches(
        case_id: UUID,
        academic_year: forms.Year,
        caller: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
    ) -> list[Match]:
        """Who fits a case in that year and why, or why not; the best fit first."""
        allowed(caller, *OFFICE)
        found = await matching(view, CaseId(case_id), AcademicYear(academic_year))
        if found is None:
            raise CaseIsUnknown(CaseId(case_id))
        return found


async def _case(case_id: UUID, caller: Caller, view: AsyncConnection) -> views.CaseView:
    """A case that the caller may see; for a head of another school there is none."""
    only = await _only(caller, view)
    found = await views.case(view, case_id)
    if found is None or (only and only not in {found.school_id, *(each.home_school_id for each in found.deployments)}):
        raise CaseIsUnknown(CaseId(case_id))
    return found


async def _only(caller: Caller, view: AsyncConnection) -> UUID | None:
    """The one school that a head may look at; None for the office and finance, who see all."""
    head = acting_head(caller, "finance")
    if head is None:
        return None
    return await views.led_school(view, head) or UUID(int=0)
