"""People: who may sign in, and as what; and who works at the members."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.gateway.adapters import views
from services.gateway.adapters.services import parts
from services.gateway.domain.account import AccountId, Role
from services.gateway.domain.refusals import AddressIsTaken, HeadIsNobody
from services.gateway.entrypoints.http import link_path
from services.gateway.entrypoints.pages.desk import ADMINS, OFFICE, Desk, Visitor
from services.gateway.entrypoints.pages.form import Form, Unfit
from services.gateway.entrypoints.pages.names import people_named
from services.gateway.entrypoints.pages.paging import Number, page_of
from services.gateway.use_cases.end_access import EndAccess
from services.gateway.use_cases.invite_colleague import InviteColleague
from services.gateway.use_cases.make_link import MakeLink
from shared.contracts.registry import Role as SchoolRole
from shared.kernel.ids import PersonId

WHAT = {
    Role.ADMIN: "Admin: everything, and who may sign in",
    Role.OFFICE: "Office: schools, courses, support, messages",
    Role.FINANCE: "Finance: grants and income",
    Role.HEAD: "Head: their own school's places and support",
}
"""What each role is for, in words."""


def routes(desk: Desk) -> APIRouter:
    """Accounts for admins; the people of members for the office too."""
    router = APIRouter(prefix="/people")

    @router.get("")
    async def people(
        request: Request, visitor: Annotated[Visitor, Depends(desk.visitor(*OFFICE))], page: Number = 1
    ) -> Response:
        """Everybody, by school; for an admin also who may sign in."""
        return await _people(desk, request, visitor, page)

    @router.post("/invite")
    async def invite(request: Request, form: Annotated[Form, Depends(desk.form(*ADMINS))]) -> Response:
        """Make an account, and show its link."""
        try:
            command = await _invitation(form)
            link = await desk.do(command, form.visitor)
        except (AddressIsTaken, HeadIsNobody) as refusal:
            form.errors["address" if isinstance(refusal, AddressIsTaken) else "person_id"] = str(refusal)
        except Unfit:
            pass
        else:
            return _link(desk, request, form.visitor, command.name, link)
        return await _people(desk, request, form.visitor, 1, form)

    @router.post("/{account_id:uuid}/link")
    async def link(request: Request, account_id: UUID, form: Annotated[Form, Depends(desk.form(*ADMINS))]) -> Response:
        """A new link, for whoever forgot."""
        made = await desk.do(MakeLink(AccountId(account_id)), form.visitor)
        return _link(desk, request, form.visitor, form.maybe("name") or "They", made)

    @router.post("/{account_id:uuid}/end")
    async def end(account_id: UUID, form: Annotated[Form, Depends(desk.form(*ADMINS))]) -> Response:
        """End somebody's access."""
        await desk.do(EndAccess(AccountId(account_id)), form.visitor)
        return desk.go("/people", f"{form.maybe('name') or 'They'} can't sign in any more.")

    return router


async def _invitation(form: Form) -> InviteColleague:
    """What was typed; a head's name is known already. Raises `Unfit`."""
    name = await _name_of_head(form) or form.text("name", "Enter their name.")
    address = form.text("address", "Enter the e-mail address that they sign in with.", most=320)
    if address and "@" not in address[1:-1]:
        form.errors["address"] = "Enter an e-mail address, like ann.shaw@example.org."
    role = form.text("role", "Choose what they may do.")
    if role and role not in set(Role):
        form.errors["role"] = "Choose what they may do."
    person_id = form.id("person_id", "Choose which head this is.") if role == Role.HEAD else ""
    if role and role != Role.HEAD and form.maybe("person_id"):
        form.errors["person_id"] = "Choose “Not a head” here, or Head as what they may do."
    form.check()
    return InviteColleague(name, address, Role(role), PersonId(UUID(person_id)) if person_id else None)


async def _name_of_head(form: Form) -> str | None:
    """What registry calls the head who was chosen, where no name was typed."""
    person_id = None if form.maybe("name") else form.maybe_id("person_id")
    return (await people_named(form.visitor, [person_id])).get(person_id or "", {}).get("name")


def _link(desk: Desk, request: Request, visitor: Visitor, name: str, link: str) -> Response:
    """Shown once: of the link nothing is kept that could open the door."""
    address = f"{str(desk.settings.public_url).rstrip('/')}{link_path(link)}"
    return desk.page(request, "link.html", visitor, name=name, address=address)


async def _people(desk: Desk, request: Request, visitor: Visitor, page: int, form: Form | None = None) -> Response:
    (everybody,) = await parts(visitor.services.registry.get("/members/people"))
    accounts: list[views.AccountLine] = []
    if visitor.may(*ADMINS):
        async with desk.running.workshop.look() as connection:
            accounts = await views.account_list(connection)
    shown: dict[str, Any] = {
        "page": page_of(everybody, page),
        "heads": [each for each in everybody if SchoolRole.HEAD in each["roles"]],
        "accounts": accounts,
        "roles": WHAT,
        **(form.as_typed() if form else {}),
    }
    return desk.page(request, "people.html", visitor, 422 if form else 200, **shown)
