"""SLEs: who there is, their days, and how somebody is designated, or retires."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from services.gateway.adapters.services import parts
from services.gateway.domain.refusals import NotAnSLEThen
from services.gateway.entrypoints.pages.desk import EVERYBODY, SCHOOLS, Desk, Visitor
from services.gateway.entrypoints.pages.form import Form
from services.gateway.entrypoints.pages.names import people_named
from shared.kernel.clock import london_date
from shared.kernel.years import AcademicYear
from shared.words import days_words

AHEAD = 2
"""Years that days are released for: this one and the next."""

Year = Annotated[int | None, Query(ge=2000, le=2100)]


def sles(router: APIRouter, desk: Desk) -> None:
    """For everybody to look at; the office designates, and a head their own people."""
    _looking(router, desk)
    _designating(router, desk)


def _looking(router: APIRouter, desk: Desk) -> None:
    @router.get("/sles")
    async def everybody(request: Request, visitor: Annotated[Visitor, Depends(desk.visitor(*EVERYBODY))]) -> Response:
        """Specialists (SLEs), and their days."""
        found, specialisms = await parts(
            visitor.services.support.get("/sles"), visitor.services.support.get("/specialisms")
        )
        names = await people_named(visitor, [each["person_id"] for each in found])
        return desk.page(request, "sles.html", visitor, sles=found, names=names, titles=titles(specialisms))


def _designating(router: APIRouter, desk: Desk) -> None:
    @router.get("/sles/designate")
    async def designating(
        request: Request,
        visitor: Annotated[Visitor, Depends(desk.visitor(*SCHOOLS))],
        person: UUID | None = None,
        year: Year = None,
    ) -> Response:
        """The form by which somebody's days are released: blank, or as they are now."""
        return await _form_page(desk, request, visitor, str(person) if person else None, year)

    @router.post("/sles/designate")
    async def designate(request: Request, form: Annotated[Form, Depends(desk.form(*SCHOOLS))]) -> Response:
        """Release so many days of a year, or change that."""

        async def act() -> Response:
            body = _designation(form)
            form.check()
            await _must_have_been_shown(form, body)
            await form.visitor.services.support.change("/sles", form.key, body)
            name = await _name(form.visitor, body["person_id"])
            return desk.go("/support/sles", f"{name} is an SLE. The days can be agreed on now.")

        return await form.tried(
            act, lambda: _form_page(desk, request, form.visitor, form.maybe("person_id"), typed_year(form), form)
        )

    @router.post("/sles/{person_id:uuid}/{year:int}/retire")
    async def retire(
        request: Request, person_id: UUID, year: int, form: Annotated[Form, Depends(desk.form(*SCHOOLS))]
    ) -> Response:
        """Release no more days than are agreed on and worked already."""

        async def act() -> Response:
            line = await _line(form.visitor, str(person_id), year)
            if line is None:
                raise NotAnSLEThen(str(AcademicYear(year)))
            body = {"person_id": str(person_id), "specialisms": line["specialisms"], "academic_year": year}
            body["released"] = line["committed"] + line["worked"]
            await form.visitor.services.support.change("/sles", form.key, body)
            name = await _name(form.visitor, str(person_id))
            return desk.go(
                "/support/sles", f"{name} takes on nothing more in {AcademicYear(year)}. What is agreed stands."
            )

        return await form.tried(act, lambda: _form_page(desk, request, form.visitor, str(person_id), year, form))


async def _name(visitor: Visitor, person_id: str) -> str:
    """What is said of whom."""
    return (await people_named(visitor, [person_id])).get(person_id, {}).get("name", "The SLE")


def _designation(form: Form) -> dict[str, Any]:
    """What was typed, as support is asked for it."""
    specialisms = form.many("specialisms")
    if not specialisms:
        form.errors["specialisms"] = "Tick what they are good at."
    return {
        "person_id": form.id("person_id", "Choose who it is."),
        "specialisms": specialisms,
        "academic_year": form.number("academic_year", "Choose the school year."),
        "released": form.half_days("released", "Enter days as 10 or 7.5, from 0 to 366."),
    }


async def _must_have_been_shown(form: Form, body: dict[str, Any]) -> None:
    """Somebody's days as an SLE aren't changed by whoever takes them for new; raises `Unfit`, and shows them."""
    line = await _line(form.visitor, body["person_id"], body["academic_year"])
    is_the_same = line and all(line[name] == body[name] for name in ("released", "specialisms"))
    if line and not is_the_same and form.maybe("shown") != f"{body['person_id']} {body['academic_year']}":
        released = days_words(line["released"])
        form.errors["person_id"] = (
            f"They are an SLE of {AcademicYear(body['academic_year'])} already, with {released} released. "
            "Send this once more to change that."
        )
    form.check()


def typed_year(form: Form) -> int | None:
    """The school year that a form is about, if it names one that can be."""
    words = form.maybe("academic_year") or ""
    return int(words) if words.isdecimal() and len(words) == len("2026") else None


async def _form_page(
    desk: Desk, request: Request, visitor: Visitor, person: str | None, year: int | None, form: Form | None = None
) -> Response:
    now = AcademicYear.of(london_date(desk.running.clock())).begins
    chosen = year or now
    specialisms, people, line = await parts(
        visitor.services.support.get("/specialisms"),
        visitor.services.registry.get("/members/people"),
        _line(visitor, person, chosen),
    )
    shown: dict[str, Any] = {
        "specialisms": sorted(titles(specialisms).items(), key=lambda pair: pair[1]),
        "people": people,
        "line": line or None,
        "years": [(str(each), str(AcademicYear(each))) for each in sorted({*range(now, now + AHEAD), chosen})],
        "chosen": {"person_id": person or "", "academic_year": str(chosen)},
        "ticked": form.many("specialisms") if form else line["specialisms"] if line else [],
        **(form.as_typed() if form else {}),
    }
    return desk.page(request, "designate.html", visitor, 422 if form else 200, **shown)


async def _line(visitor: Visitor, person: str | None, year: int) -> dict[str, Any] | None:
    """Somebody's year as an SLE, if they are one."""
    if person is None:
        return None
    found = await visitor.services.support.get("/sles", academic_year=year)
    return next((each for each in found if each["person_id"] == person), None)


def titles(specialisms: list[dict[str, Any]]) -> dict[str, str]:
    """What each specialism is called."""
    return {each["code"]: each["name"] for each in specialisms}
