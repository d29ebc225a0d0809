"""Schools: who is a member, who could be, and who they are to us."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.gateway.adapters.services import parts
from services.gateway.entrypoints.pages.desk import OFFICE, SCHOOLS, Desk, Visitor
from services.gateway.entrypoints.pages.form import Form
from services.gateway.entrypoints.pages.mailboxes import mailboxes
from services.gateway.entrypoints.pages.names import own_school, people_named
from services.gateway.entrypoints.pages.paging import Number, counted_off, page_of, span
from services.gateway.entrypoints.pages.school_story import story
from shared.contracts.registry import Role

FOUND = 50
"""Schools on a page of those that were found."""

ROLES = tuple(role.value for role in Role if role is not Role.OFFICE)
"""What somebody may be at a school; an office is a mailbox, not a person."""


How = Literal["join", "introduce"]

WAYS_IN: dict[How, tuple[str, str]] = {
    "join": (
        "/members",
        "The school is a member now. Its head and office get a welcome e-mail, as soon as their addresses are known.",
    ),
    "introduce": ("/introductions", "The school is known here now, and can be helped. It can join later."),
}
"""What registry calls it, and what is said then."""


def routes(desk: Desk) -> APIRouter:
    """Looking, joining, leaving, and the people of a school."""
    router = APIRouter(prefix="/schools")
    _looking(router, desk)
    _membership(router, desk)
    _people(router, desk)
    mailboxes(router, desk)
    return router


def _looking(router: APIRouter, desk: Desk) -> None:
    @router.get("")
    async def schools(
        request: Request,
        visitor: Annotated[Visitor, Depends(desk.visitor(*SCHOOLS))],
        find: str = "",
        page: Number = 1,
    ) -> Response:
        """Members, or what was searched for in the national register."""
        ask = visitor.services.registry
        find = find.strip()[:200]
        looked_up = ask.get("/schools", find=find, **span(page, FOUND)) if find else ask.get("/members")
        found, counts = await parts(looked_up, ask.get("/counts"))
        shown = counted_off(found, page, FOUND) if find else page_of(found, page)
        theirs = await own_school(visitor)
        return desk.page(request, "schools.html", visitor, find=find, page=shown, counts=counts, own_school=theirs)

    @router.get("/{school_id:uuid}")
    async def school(
        request: Request, school_id: UUID, visitor: Annotated[Visitor, Depends(desk.visitor(*SCHOOLS))]
    ) -> Response:
        """One school."""
        return desk.page(request, "school.html", visitor, **await _school(school_id, visitor))


def _membership(router: APIRouter, desk: Desk) -> None:
    @router.get("/{how}/{urn:int}")
    async def coming(
        request: Request, how: How, urn: int, visitor: Annotated[Visitor, Depends(desk.visitor(*OFFICE))]
    ) -> Response:
        """The form by which a school joins, or is introduced: it asks for support without being a member."""
        return await _coming(desk, request, how, urn, visitor)

    @router.post("/{how}/{urn:int}")
    async def come(
        request: Request, how: How, urn: int, form: Annotated[Form, Depends(desk.form(*OFFICE))]
    ) -> Response:
        """Let it."""

        async def act() -> Response:
            body = {"urn": urn, "head_name": form.text("head_name", "Enter the head's name."), **_addresses(form)}
            form.check()
            path, said = WAYS_IN[how]
            made = await form.visitor.services.registry.change(path, form.key, body)
            return desk.go(f"/schools/{made['id']}", said)

        return await form.tried(act, lambda: _coming(desk, request, how, urn, form.visitor, form))

    @router.post("/{school_id:uuid}/leave")
    async def leave(school_id: UUID, form: Annotated[Form, Depends(desk.form(*OFFICE))]) -> Response:
        """End its membership."""
        urn = form.number("urn", "Load the page again.")
        form.check()
        await form.visitor.services.registry.change(f"/members/{urn}/leave", form.key)
        return desk.go(
            f"/schools/{school_id}", "The school has left the alliance. Its places on courses to come are free."
        )


def _people(router: APIRouter, desk: Desk) -> None:
    @router.post("/{school_id:uuid}/people")
    async def register(
        request: Request, school_id: UUID, form: Annotated[Form, Depends(desk.form(*OFFICE))]
    ) -> Response:
        """Register somebody who works there."""

        async def act() -> Response:
            body = {
                "school_id": str(school_id),
                "name": form.text("name", "Enter the person's name."),
                "roles": form.many("roles"),
                "address": form.maybe("address"),
                "unless_named_there": not form.many("namesake"),
            }
            if not body["roles"]:
                form.errors["roles"] = "Choose at least one role."
            form.check()
            await form.visitor.services.registry.change("/people", form.key, body)
            return desk.go(f"/schools/{school_id}", f"{body['name']} is registered.")

        return await form.tried(act, lambda: _again(desk, request, school_id, form))


async def _again(desk: Desk, request: Request, school_id: UUID, form: Form) -> Response:
    shown = await _school(school_id, form.visitor)
    shown |= {"ticked": form.many("roles"), "namesake": form.many("namesake")}
    return desk.page(request, "school.html", form.visitor, 422, **shown, **form.as_typed())


def _addresses(form: Form) -> dict[str, str | None]:
    """Those that nobody knows may be left out: the welcome waits for them."""
    return {name: form.maybe(name) for name in ("head_address", "office_address")}


async def _coming(
    desk: Desk, request: Request, how: How, urn: int, visitor: Visitor, form: Form | None = None
) -> Response:
    found = await visitor.services.registry.get("/schools", find=str(urn), limit=1)
    shown: dict[str, Any] = {"how": how, "urn": urn, "school": found[0] if found else None}
    shown |= form.as_typed() if form else {}
    return desk.page(request, "join.html", visitor, 422 if form else 200, **shown)


async def _school(school_id: UUID, visitor: Visitor) -> dict[str, Any]:
    """Who they are to us: membership, people, courses taken, support had, what they owe and are owed."""
    ask = visitor.services
    school, booked, cases, account = await parts(
        ask.registry.get(f"/schools/{school_id}"),
        ask.bookings.get(f"/schools/{school_id}/bookings", limit=50),
        ask.support.get("/cases", limit=200),
        ask.finance.get(f"/schools/{school_id}/account"),
    )
    theirs = [each for each in cases if str(school_id) in _schools_of(each)] if cases else cases
    return {
        "school": school,
        "booked": booked,
        "cases": theirs,
        "account": account,
        "names": await people_named(visitor, [each["person_id"] for each in booked]),
        "roles": ROLES,
        "story": story(school, theirs) if school else [],
    }


def _schools_of(case: dict[str, Any]) -> set[str]:
    """Who asked, and who sends an SLE."""
    return {case["school_id"], *(each["home_school_id"] for each in case["deployments"])}
