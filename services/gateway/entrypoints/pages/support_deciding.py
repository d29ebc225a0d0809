"""What is decided about a case: declined, an SLE deployed, visits logged, ended, closed."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.gateway.adapters.services import Service, parts
from services.gateway.entrypoints.pages.desk import MONEY, OFFICE, Desk, Visitor
from services.gateway.entrypoints.pages.fitting import fitting
from services.gateway.entrypoints.pages.form import Form
from services.gateway.entrypoints.pages.names import people_shown
from services.gateway.entrypoints.pages.sles import typed_year
from shared.contracts.support import Decline, Ending
from shared.kernel.clock import london_date
from shared.kernel.years import AcademicYear

ALTERNATIVES = ("another_alliance", "local_authority", "trust", "course")
"""What support lets a declined school turn to."""

ENDED = {
    True: "The deployment has ended. Days that weren't worked go back.",
    False: "The deployment was stopped early. Days that weren't worked go back; answer the request anew, or close it.",
}
"""What is said when one ended: was it finished?"""

NEAREST = 20
"""Of those who don't fit, as many are shown: those who lack least."""


def deciding(router: APIRouter, desk: Desk) -> None:
    """The office's decisions."""
    _answering(router, desk)
    _deploying(router, desk)


def _answering(router: APIRouter, desk: Desk) -> None:
    @router.post("/{case_id:uuid}/decline")
    async def decline(request: Request, case_id: UUID, form: Annotated[Form, Depends(desk.form(*OFFICE))]) -> Response:
        """Say no."""

        async def act() -> Response:
            body = {"reason": form.text("reason", "Choose a reason."), "alternative": form.maybe("alternative")}
            if form.maybe("ask_again_on"):
                body["ask_again_on"] = form.day("ask_again_on", "Enter a date.")
            form.check()
            await _support(form).change(f"/cases/{case_id}/decline", form.key, body)
            return desk.go(f"/support/{case_id}", "The request is declined, and the school is told why.")

        return await form.tried(act, lambda: case_page(desk, request, case_id, form.visitor, form))

    @router.post("/{case_id:uuid}/close")
    async def close(request: Request, case_id: UUID, form: Annotated[Form, Depends(desk.form(*OFFICE))]) -> Response:
        """Nothing more is to come."""

        async def act() -> Response:
            await _support(form).change(f"/cases/{case_id}/close", form.key)
            return desk.go(f"/support/{case_id}", "The case is closed.")

        return await form.tried(act, lambda: case_page(desk, request, case_id, form.visitor, form))


def _deploying(router: APIRouter, desk: Desk) -> None:
    @router.post("/{case_id:uuid}/deploy")
    async def deploy(request: Request, case_id: UUID, form: Annotated[Form, Depends(desk.form(*OFFICE))]) -> Response:
        """Agree on an SLE."""

        async def act() -> Response:
            body = {
                "person_id": form.id("person_id", "Choose who is deployed."),
                "days": form.half_days("days", "Enter days as 3 or 2.5."),
                "begins_on": form.day("begins_on", "Enter the first day."),
                "rate": form.text("rate", "Choose a day rate."),
                "grant_id": form.maybe("grant_id"),
            }
            form.check()
            await _support(form).change(f"/cases/{case_id}/deployments", form.key, body)
            said = "The SLE is deployed. An e-mail goes to the SLE and to both heads, or to their schools' offices."
            return desk.go(f"/support/{case_id}", said)

        return await form.tried(act, lambda: case_page(desk, request, case_id, form.visitor, form, typed_year(form)))

    @router.post("/{case_id:uuid}/{deployment_id:uuid}/visit")
    async def visit(
        request: Request, case_id: UUID, deployment_id: UUID, form: Annotated[Form, Depends(desk.form(*OFFICE))]
    ) -> Response:
        """Log a day, or half of one."""

        async def act() -> Response:
            body = {
                "visited_on": form.day("visited_on", "Enter the day of the visit."),
                "days": form.half_days("visit_days", "Choose half a day or a day."),
            }
            form.check()
            path = f"/cases/{case_id}/deployments/{deployment_id}/visits"
            await _support(form).change(path, form.key, body)
            return desk.go(f"/support/{case_id}", "The visit is logged.")

        return await form.tried(act, lambda: case_page(desk, request, case_id, form.visitor, form))

    @router.post("/{case_id:uuid}/{deployment_id:uuid}/end")
    async def end(
        request: Request, case_id: UUID, deployment_id: UUID, form: Annotated[Form, Depends(desk.form(*OFFICE))]
    ) -> Response:
        """End a deployment today."""

        async def act() -> Response:
            body = {"ending": form.text("ending", "Choose how it ended.")}
            form.check()
            await _support(form).change(f"/cases/{case_id}/deployments/{deployment_id}/end", form.key, body)
            return desk.go(f"/support/{case_id}", ENDED[body["ending"] == Ending.FINISHED])

        return await form.tried(act, lambda: case_page(desk, request, case_id, form.visitor, form))


def _support(form: Form) -> Service:
    return form.visitor.services.support


async def case_page(
    desk: Desk, request: Request, case_id: UUID, visitor: Visitor, form: Form | None = None, year: int | None = None
) -> Response:
    """A case whole: without support there is no page, so its being away is said instead of one."""
    ask = visitor.services.support
    case = await ask.get(f"/cases/{case_id}")
    timeline, specialisms = await parts(ask.get(f"/cases/{case_id}/timeline"), ask.get("/specialisms"))
    title = next((each["name"] for each in specialisms if each["code"] == case["specialism"]), case["specialism"])
    choices: dict[str, Any] = {"fits": (), "misses": ()}
    if visitor.may(*OFFICE) and case["state"] == "asked":
        present = AcademicYear.of(london_date(desk.running.clock()))
        choices = await _choices(visitor, case, title, AcademicYear(year) if year else present)
        choices["years"] = (present, AcademicYear(present.begins + 1))
    people = [each["person_id"] for each in (*case["deployments"], *choices["fits"], *choices["misses"])]
    shown: dict[str, Any] = {
        "case": case,
        "timeline": timeline,
        "title": title,
        "names": await people_shown(visitor, people),
        "declines": tuple(Decline),
        "alternatives": ALTERNATIVES,
        "endings": tuple(Ending),
        **choices,
        **(form.as_typed() if form else {}),
    }
    return desk.page(request, "case.html", visitor, 422 if form else 200, **shown)


async def _choices(visitor: Visitor, case: dict[str, Any], title: str, year: AcademicYear) -> dict[str, Any]:
    """Who fits in that year, and who doesn't; at which rates, from which grants."""
    ask = visitor.services
    matches, rates, grants = await parts(
        ask.support.get(f"/cases/{case['case_id']}/matches", academic_year=year.begins),
        ask.support.get("/rates"),
        ask.finance.get("/grants") if visitor.may(*MONEY) else _nothing(),
    )
    promised = [each for each in grants if each["kind"] == "s2s" and each["standing"] in ("received", "earned")]
    theirs = [each for each in promised if each["case_id"] in (None, case["case_id"])]
    return {
        **fitting(matches, title, str(year)),
        "nearest": NEAREST,
        "year": year,
        "rates": sorted(rates, key=lambda rate: "SLE" not in rate["role"]) if rates else rates,
        "grants": theirs,
    }


async def _nothing() -> list[Any]:
    return []
