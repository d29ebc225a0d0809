"""Support: where does each case stand, and how is it going?"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.gateway.adapters.services import parts
from services.gateway.entrypoints.pages.days import days
from services.gateway.entrypoints.pages.desk import EVERYBODY, SCHOOLS, Desk, Visitor
from services.gateway.entrypoints.pages.form import Form
from services.gateway.entrypoints.pages.names import own_school, people_shown
from services.gateway.entrypoints.pages.sles import Year, sles, titles
from services.gateway.entrypoints.pages.support_deciding import case_page, deciding

CASES = 200
"""Cases on one board."""

BOARD = ("asked", "agreed", "under_way", "closed")
"""The columns; what was declined is counted below."""


def routes(desk: Desk) -> APIRouter:
    """Looking, asking, deciding about a case, and SLEs with their days."""
    router = APIRouter(prefix="/support")
    _looking(router, desk)
    sles(router, desk)
    days(router, desk)
    _asking(router, desk)
    deciding(router, desk)
    return router


def _looking(router: APIRouter, desk: Desk) -> None:
    @router.get("")
    async def board(
        request: Request, visitor: Annotated[Visitor, Depends(desk.visitor(*EVERYBODY))], before: UUID | None = None
    ) -> Response:
        """Cases by where they stand, the newest ones first."""
        ask = visitor.services.support
        cases, specialisms = await parts(ask.get("/cases", limit=CASES, before=before), ask.get("/specialisms"))
        names = await people_shown(visitor, [each["person_id"] for case in cases for each in case["deployments"]])
        shown: dict[str, Any] = {"cases": cases, "columns": BOARD, "names": names, "titles": titles(specialisms)}
        shown |= {"before": before, "goes_on": cases[-1]["case_id"] if len(cases) == CASES else None}
        return desk.page(request, "support.html", visitor, **shown)

    @router.get("/{case_id:uuid}")
    async def case(
        request: Request,
        case_id: UUID,
        visitor: Annotated[Visitor, Depends(desk.visitor(*EVERYBODY))],
        year: Year = None,
    ) -> Response:
        """One case; for the office with who fits in a year, the present one unless another is asked for."""
        return await case_page(desk, request, case_id, visitor, year=year)


def _asking(router: APIRouter, desk: Desk) -> None:
    @router.get("/ask")
    async def asking(
        request: Request, visitor: Annotated[Visitor, Depends(desk.visitor(*SCHOOLS))], school: UUID | None = None
    ) -> Response:
        """The form by which a school asks: for the office any, also one that is no member."""
        return await _asking_page(desk, request, visitor, str(school or ""))

    @router.post("")
    async def ask(request: Request, form: Annotated[Form, Depends(desk.form(*SCHOOLS))]) -> Response:
        """Open a case."""

        async def act() -> Response:
            school_id = await own_school(form.visitor) or form.id("school_id", "Choose which school asks.")
            body = {"school_id": school_id, "specialism": form.text("specialism", "Choose what for.")}
            form.check()
            made = await form.visitor.services.support.change("/cases", form.key, body)
            said = "The request is in. The office finds an SLE, or declines with a reason."
            return desk.go(f"/support/{made['id']}", said)

        return await form.tried(
            act, lambda: _asking_page(desk, request, form.visitor, form.maybe_id("school_id"), form)
        )


async def _asking_page(
    desk: Desk, request: Request, visitor: Visitor, school_id: str | None, form: Form | None = None
) -> Response:
    specialisms, schools = await parts(
        visitor.services.support.get("/specialisms"), _who_may_ask(visitor, school_id or "")
    )
    shown: dict[str, Any] = {
        "specialisms": sorted(titles(specialisms).items(), key=lambda pair: pair[1]),
        "schools": schools,
        "school_id": school_id,
        **(form.as_typed() if form else {}),
    }
    return desk.page(request, "ask.html", visitor, 422 if form else 200, **shown)


async def _who_may_ask(visitor: Visitor, school_id: str) -> list[tuple[str, str]]:
    """Members, and the school that is asked for, by id and name; none for a head, who asks for their own."""
    if await own_school(visitor):
        return []
    ask = visitor.services.registry
    schools = {each["school_id"]: each["name"] for each in await ask.get("/members")}
    if school_id and school_id not in schools:
        schools[school_id] = (await ask.get(f"/schools/{school_id}"))["name"]
    return list(schools.items())
