"""Grants over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncConnection

from services.finance.adapters import grant_views
from services.finance.domain.funds import Standing
from services.finance.domain.refusals import GrantIsUnknown
from services.finance.use_cases.apply_for_grant import ApplyForGrant
from services.finance.use_cases.receive_grant import ReceiveGrant
from services.finance.use_cases.refuse_grant import RefuseGrant
from services.finance.use_cases.schedule_grant import ScheduleGrant
from shared.contracts.finance import GrantKind
from shared.http.asking import Asking
from shared.http.tokens import Caller, allowed
from shared.kernel.ids import CaseId, GrantId
from shared.kernel.money import Money
from shared.service import Doors

DECIDE = ("admin", "finance")
"""Who may say what became of a grant."""

LOOK = ("admin", "finance", "office")
"""Who may look at the alliance's money. A head sees their own school's account, and nothing else."""

Pence = Annotated[int, Field(gt=0, le=1_000_000_000)]
Year = Annotated[int, Field(ge=2000, le=2100)]


class Application(BaseModel):
    """An application for a support grant. `academic_year` is the year that it begins in."""

    pence: Pence
    academic_year: Year
    case_id: UUID | None = None


class Award(BaseModel):
    """What the award letter promises."""

    pence: Pence


class Schedule(BaseModel):
    """A core or NLE grant of a year; what it is worth is known."""

    kind: GrantKind
    academic_year: Year


class Identified(BaseModel):
    """The id of what was made."""

    id: UUID


def deciding(router: APIRouter, doors: Doors) -> None:
    """What finance officers decide."""

    @router.post("/grants", status_code=201)
    async def apply(application: Application, asking: Annotated[Asking, Depends(doors.ask)]) -> Identified:
        """Apply for a support grant."""
        allowed(asking.caller, *DECIDE)
        case_id = CaseId(application.case_id) if application.case_id else None
        command = ApplyForGrant(Money(application.pence), application.academic_year, case_id)
        return Identified(id=await asking.do(command))

    @router.post("/grants/scheduled", status_code=201)
    async def schedule(year: Schedule, asking: Annotated[Asking, Depends(doors.ask)]) -> Identified:
        """Put down a year's core or NLE grant as promised."""
        allowed(asking.caller, *DECIDE)
        return Identified(id=await asking.do(ScheduleGrant(year.kind, year.academic_year)))

    @router.post("/grants/{grant_id}/receive", status_code=204)
    async def receive(grant_id: UUID, award: Award, asking: Annotated[Asking, Depends(doors.ask)]) -> None:
        """The award letter came."""
        allowed(asking.caller, *DECIDE)
        await asking.do(ReceiveGrant(GrantId(grant_id), Money(award.pence)))

    @router.post("/grants/{grant_id}/refuse", status_code=204)
    async def refuse(grant_id: UUID, asking: Annotated[Asking, Depends(doors.ask)]) -> None:
        """The application was turned down."""
        allowed(asking.caller, *DECIDE)
        await asking.do(RefuseGrant(GrantId(grant_id)))


def looking(router: APIRouter, doors: Doors) -> None:
    """What became of grants."""

    @router.get("/grants")
    async def grants(
        caller: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
        standing: Standing | None = None,
    ) -> list[grant_views.GrantView]:
        """Grants, newest year first, with what was charged to each."""
        allowed(caller, *LOOK)
        return await grant_views.grant_list(view, standing)

    @router.get("/grants/{grant_id}")
    async def grant(
        grant_id: UUID,
        caller: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
    ) -> grant_views.GrantView:
        """One grant."""
        allowed(caller, *LOOK)
        found = await grant_views.grant(view, grant_id)
        if found is None:
            raise GrantIsUnknown(GrantId(grant_id))
        return found
