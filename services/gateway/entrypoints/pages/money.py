"""Money: what will we have?"""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from services.gateway.adapters.chart import NARROW, WIDE, projection_chart
from services.gateway.adapters.services import parts
from services.gateway.domain.account import Role
from services.gateway.entrypoints.pages.desk import MONEY, Desk, Visitor
from services.gateway.entrypoints.pages.form import Form
from shared.kernel.clock import london_date
from shared.kernel.years import AcademicYear

DECIDE = (Role.ADMIN, Role.FINANCE)
"""Who may say what became of a grant; the office looks."""

COLUMNS = ("earned", "certain", "contracted", "probable", "expected", "refused", "alliance_keeps")

CERTAINTIES = ("earned", "certain", "contracted", "probable", "refused")
"""Columns that have postings behind them."""

POSTINGS = 200

AFTER = "^$|^[0-9a-f-]{36}_[0-9]{1,9}_[0-9]{1,4}$"
"""The last posting of the page before: its fact, its transaction's number, its line."""

Calendar = Literal["academic", "financial"]
Word = Annotated[str | None, Query(max_length=60, pattern="^[a-z0-9_:]*$")]
Year = Annotated[int | None, Query(ge=2000, le=2100)]


def routes(desk: Desk) -> APIRouter:
    """The projection, where each figure came from, and grants."""
    router = APIRouter(prefix="/money")
    _projection(router, desk)
    _grants(router, desk)
    _deciding(router, desk)
    return router


def _projection(router: APIRouter, desk: Desk) -> None:
    @router.get("")
    async def projection(
        request: Request,
        visitor: Annotated[Visitor, Depends(desk.visitor(*MONEY))],
        year: Year = None,
        calendar: Calendar = "academic",
    ) -> Response:
        """All years as a picture, and one of them as a table by strand and kind."""
        chosen = year or AcademicYear.of(london_date(desk.running.clock())).begins
        finance = visitor.services.finance
        years, lines, bands = await parts(
            finance.get("/projections", calendar=calendar),
            finance.get(f"/projections/{chosen}", calendar=calendar),
            finance.get("/bands", calendar=calendar),
        )
        shown: dict[str, Any] = {
            "years": years,
            "lines": lines,
            "bands": bands,
            "chosen": chosen,
            "calendar": calendar,
            "columns": COLUMNS,
            "certainties": CERTAINTIES,
        }
        return desk.page(request, "money.html", visitor, **shown)

    @router.get("/chart.svg")
    async def chart(
        visitor: Annotated[Visitor, Depends(desk.visitor(*MONEY))],
        calendar: Calendar = "academic",
        narrow: bool = False,
    ) -> Response:
        """The picture, for a desk or a phone; an image of its own, which brings its style with it and does nothing."""
        finance = visitor.services.finance
        years, bands = (
            await finance.get("/projections", calendar=calendar),
            await finance.get("/bands", calendar=calendar),
        )
        policy = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
        picture = projection_chart(years, bands, NARROW if narrow else WIDE)
        return Response(picture, media_type="image/svg+xml", headers=policy)

    @router.get("/postings")
    async def postings(
        request: Request,
        visitor: Annotated[Visitor, Depends(desk.visitor(*MONEY))],
        year: Year = None,
        calendar: Calendar = "academic",
        strand: Word = None,
        kind: Word = None,
        certainty: Word = None,
        after: Annotated[str, Query(max_length=60, pattern=AFTER)] = "",
    ) -> Response:
        """What a figure is made of: each posting with its fact, and who began it."""
        asked = {"year": year, "calendar": calendar, "strand": strand, "kind": kind, "certainty": certainty}
        further = {"account": "income", "limit": POSTINGS, **_after(after)}
        found = await visitor.services.finance.get("/postings", **asked, **further)
        (members,) = await parts(visitor.services.registry.get("/members"))
        goes_on = _place(found[-1]) if len(found) == POSTINGS else None
        shown: dict[str, Any] = {
            "found": found,
            "total": None if after or goes_on else -sum(each["pence"] for each in found),
            "asked": asked,
            "after": after,
            "goes_on": goes_on,
            "names": await desk.names(),
            "schools": {each["school_id"]: each["name"] for each in members},
        }
        return desk.page(request, "postings.html", visitor, **shown)


def _place(posting: dict[str, Any]) -> str:
    return f"{posting['event_id']}_{posting['number']}_{posting['line']}"


def _after(place: str) -> dict[str, str]:
    return dict(zip(("after_fact", "after_number", "after_line"), place.split("_"), strict=True)) if place else {}


def _grants(router: APIRouter, desk: Desk) -> None:
    @router.get("/grants")
    async def grants(request: Request, visitor: Annotated[Visitor, Depends(desk.visitor(*MONEY))]) -> Response:
        """Promised, hoped for, refused."""
        return await _grants_page(desk, request, visitor)


def _deciding(router: APIRouter, desk: Desk) -> None:
    @router.post("/grants")
    async def apply(request: Request, form: Annotated[Form, Depends(desk.form(*DECIDE))]) -> Response:
        """Apply for a support grant."""

        async def act() -> Response:
            body = {
                "pence": _pence(form, "amount", "Enter what is applied for, in pounds."),
                "academic_year": form.number("academic_year", "Choose the academic year."),
                "case_id": form.maybe("case_id"),
            }
            form.check()
            await form.visitor.services.finance.change("/grants", form.key, body)
            return desk.go("/money/grants", "The application is noted. It counts as probable until there is an answer.")

        return await form.tried(act, lambda: _grants_page(desk, request, form.visitor, form))

    @router.post("/grants/{grant_id:uuid}/receive")
    async def receive(request: Request, grant_id: UUID, form: Annotated[Form, Depends(desk.form(*DECIDE))]) -> Response:
        """The award letter came."""

        async def act() -> Response:
            body = {"pence": _pence(form, f"award_{grant_id}", "Enter what the letter promises, in pounds.")}
            form.check()
            await form.visitor.services.finance.change(f"/grants/{grant_id}/receive", form.key, body)
            return desk.go("/money/grants", "The grant is received. The finance officer gets an e-mail.")

        return await form.tried(act, lambda: _grants_page(desk, request, form.visitor, form))

    @router.post("/grants/{grant_id:uuid}/refuse")
    async def refuse(request: Request, grant_id: UUID, form: Annotated[Form, Depends(desk.form(*DECIDE))]) -> Response:
        """The application was turned down."""

        async def act() -> Response:
            await form.visitor.services.finance.change(f"/grants/{grant_id}/refuse", form.key)
            return desk.go("/money/grants", "The application is refused. It is kept, so that bids can be learnt from.")

        return await form.tried(act, lambda: _grants_page(desk, request, form.visitor, form))


def _pence(form: Form, name: str, ask: str) -> int:
    """An amount that was typed in pounds; what it may be at most, the service says."""
    words = form.amount(name, ask)
    if name in form.errors:
        return 0
    pounds, _, pence = words.partition(".")
    if len(pence) > 2:
        form.errors[name] = "Enter pounds and pence, with at most two figures after the point."
    came = int(pounds or 0) * 100 + int(f"{pence:0<2}"[:2])
    if not came:
        form.errors.setdefault(name, "Enter an amount above £0.")
    return came


async def _grants_page(desk: Desk, request: Request, visitor: Visitor, form: Form | None = None) -> Response:
    grants, cases = await parts(
        visitor.services.finance.get("/grants"), visitor.services.support.get("/cases", limit=200)
    )
    begins = AcademicYear.of(london_date(desk.running.clock())).begins
    shown: dict[str, Any] = {
        "grants": grants,
        "cases": {each["case_id"]: each for each in cases},
        "years": [(str(each), str(AcademicYear(each))) for each in (begins, begins + 1)],
        "decides": visitor.may(*DECIDE),
        **(form.as_typed() if form else {}),
    }
    return desk.page(request, "grants.html", visitor, 422 if form else 200, **shown)
