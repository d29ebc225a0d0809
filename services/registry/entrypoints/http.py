"""Registry over HTTP: decode, hand over."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, EmailStr, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.adapters import views
from services.registry.domain.refusals import NotYourSchool, SchoolNotKnownHere
from services.registry.use_cases.change_contact import ChangeContact
from services.registry.use_cases.erase_person import ErasePerson
from services.registry.use_cases.import_links import ImportLinks
from services.registry.use_cases.import_register import ImportRegister, ImportReport
from services.registry.use_cases.introduce_school import IntroduceSchool
from services.registry.use_cases.join_school import JoinSchool
from services.registry.use_cases.leave_alliance import LeaveAlliance
from services.registry.use_cases.move_person import MovePerson
from services.registry.use_cases.register_person import RegisterPerson
from shared.contracts.registry import Permission, Role
from shared.http.acting import acting_head
from shared.http.asking import Asking
from shared.http.tokens import NAMING, OFFICE, Caller, allowed
from shared.http.upload import uploaded
from shared.kernel.ids import ContactId, PersonId, SchoolId, Urn
from shared.service import Doors

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern="^[^\\x00-\\x1f\\x7f-\\x9f]+$")
]
"""On one line: a control character has no place in a name, and PostgreSQL's text can't hold a NUL."""

Roles = Annotated[list[Role], Field(min_length=1, max_length=len(Role))]
Permissions = Annotated[list[Permission], Field(max_length=len(Permission))]
UrnNumber = Annotated[int, Field(ge=10_000, le=999_999)]


A_FILE = {
    "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}
}
"""How OpenAPI says that the request's body is the file itself."""


class Joining(BaseModel):
    """A school that joins or is introduced, with its head and office; an address that nobody knows may be left out."""

    urn: UrnNumber
    head_name: Name
    head_address: EmailStr | None = None
    office_address: EmailStr | None = None


class NewPerson(BaseModel):
    """Somebody who works at a school; `unless_named_there` refuses a second one of that name."""

    school_id: UUID
    name: Name
    roles: Roles
    address: EmailStr | None = None
    permissions: Permissions = []
    unless_named_there: bool = False


class Moving(BaseModel):
    """Where somebody works from now on."""

    school_id: UUID
    roles: Roles


class ContactChange(BaseModel):
    """A mailbox as it now is."""

    name: Name
    address: EmailStr | None = None
    permissions: Permissions = []


class Identified(BaseModel):
    """The id of what was made."""

    id: UUID


def routes(doors: Doors) -> APIRouter:
    """All of registry's routes."""
    router = APIRouter()
    _membership(router, doors)
    _register(router, doors)
    _people(router, doors)
    return router


def _membership(router: APIRouter, doors: Doors) -> None:
    @router.post("/members", status_code=201)
    async def join(joining: Joining, asking: Annotated[Asking, Depends(doors.ask)]) -> Identified:
        """Let a school join."""
        allowed(asking.caller, *OFFICE)
        command = JoinSchool(Urn(joining.urn), joining.head_name, joining.head_address, joining.office_address)
        return Identified(id=await asking.do(command))

    @router.post("/introductions", status_code=201)
    async def introduce(school: Joining, asking: Annotated[Asking, Depends(doors.ask)]) -> Identified:
        """Let a school that isn't a member be known: it asked for something. One that is known keeps its id."""
        allowed(asking.caller, *OFFICE)
        command = IntroduceSchool(Urn(school.urn), school.head_name, school.head_address, school.office_address)
        return Identified(id=await asking.do(command))

    @router.post("/members/{urn}/leave")
    async def leave(urn: UrnNumber, asking: Annotated[Asking, Depends(doors.ask)]) -> Identified:
        """End a school's membership."""
        allowed(asking.caller, *OFFICE)
        return Identified(id=await asking.do(LeaveAlliance(Urn(urn))))

    @router.get("/members")
    async def members(
        _: Annotated[Caller, Depends(doors.caller)], view: Annotated[AsyncConnection, Depends(doors.view)]
    ) -> list[views.Member]:
        """All members, by name."""
        return await views.members(view)

    @router.get("/counts")
    async def counts(
        _: Annotated[Caller, Depends(doors.caller)], view: Annotated[AsyncConnection, Depends(doors.view)]
    ) -> views.Counts:
        """How many schools, links and members there are."""
        return await views.counts(view)


def _register(router: APIRouter, doors: Doors) -> None:
    @router.post("/register/imports", openapi_extra=A_FILE)
    async def import_register(
        request: Request, asking: Annotated[Asking, Depends(doors.bring)], dry_run: bool = False
    ) -> ImportReport:
        """Import an edition of the national register: the file is the request's body."""
        allowed(asking.caller, *OFFICE)
        async with uploaded(request) as file:
            return await asking.do(ImportRegister(file, dry_run))

    @router.post("/register/links/imports", openapi_extra=A_FILE)
    async def import_links(
        request: Request, asking: Annotated[Asking, Depends(doors.bring)], dry_run: bool = False
    ) -> ImportReport:
        """Import the register's links between URNs: the file is the request's body."""
        allowed(asking.caller, *OFFICE)
        async with uploaded(request) as file:
            return await asking.do(ImportLinks(file, dry_run))

    @router.get("/schools")
    async def find(
        _: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
        find: Annotated[str, Query(max_length=200)],
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    ) -> list[views.Found]:
        """Schools of the register by name, town, postcode, URN or LAESTAB."""
        return await views.find_schools(view, find, limit, offset)

    @router.get("/schools/{school_id}")
    async def school(
        school_id: UUID,
        caller: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
    ) -> views.SchoolView:
        """Who a school is to us, with its people; a head sees their own. Finance sees no mailboxes."""
        if await _only(caller, view) not in (None, school_id):
            raise NotYourSchool
        found = await views.school(view, school_id)
        if found is None:
            raise SchoolNotKnownHere(SchoolId(school_id))
        if caller.roles.isdisjoint((*OFFICE, "head")):
            found.contacts = []
        return found


async def _only(caller: Caller, view: AsyncConnection) -> UUID | None:
    """The one school that a head may look at; None for the office and finance, who see all."""
    head = acting_head(caller, "finance")
    if head is None:
        return None
    return await views.led_school(view, head) or UUID(int=0)


def _people(router: APIRouter, doors: Doors) -> None:
    @router.post("/people", status_code=201)
    async def register(person: NewPerson, asking: Annotated[Asking, Depends(doors.ask)]) -> Identified:
        """Register somebody who works at a school."""
        allowed(asking.caller, *OFFICE)
        command = RegisterPerson(
            SchoolId(person.school_id),
            person.name,
            tuple(person.roles),
            person.address,
            tuple(person.permissions),
            person.unless_named_there,
        )
        return Identified(id=await asking.do(command))

    @router.get("/people")
    async def named(
        caller: Annotated[Caller, Depends(doors.caller)],
        view: Annotated[AsyncConnection, Depends(doors.view)],
        id: Annotated[list[UUID], Query(max_length=100)],  # noqa: A002 - its name in the address
    ) -> list[views.Named]:
        """Who the people with these ids are, and where they work; who was erased is left out.

        A head sees those of their own school; a page names to them whom another service has shown them, too, such as
        the SLE who comes to them.
        """
        return await views.named(view, id, None if NAMING in caller.roles else await _only(caller, view))

    @router.get("/members/people")
    async def of_members(
        caller: Annotated[Caller, Depends(doors.caller)], view: Annotated[AsyncConnection, Depends(doors.view)]
    ) -> list[views.Named]:
        """Everybody who works at a member, by school and name; a head sees their own school's people."""
        return await views.people_of_members(view, await _only(caller, view))

    @router.post("/people/{person_id}/move", status_code=204)
    async def move(person_id: UUID, moving: Moving, asking: Annotated[Asking, Depends(doors.ask)]) -> None:
        """Somebody changes school, or role."""
        allowed(asking.caller, *OFFICE)
        await asking.do(MovePerson(PersonId(person_id), SchoolId(moving.school_id), tuple(moving.roles)))

    @router.delete("/people/{person_id}", status_code=204)
    async def erase(person_id: UUID, asking: Annotated[Asking, Depends(doors.ask)]) -> None:
        """Erase everything that is known of somebody, everywhere."""
        allowed(asking.caller, *OFFICE)
        await asking.do(ErasePerson(PersonId(person_id)))

    @router.put("/contacts/{contact_id}", status_code=204)
    async def change(contact_id: UUID, to: ContactChange, asking: Annotated[Asking, Depends(doors.ask)]) -> None:
        """Change a mailbox's name, address and permissions."""
        allowed(asking.caller, *OFFICE)
        await asking.do(ChangeContact(ContactId(contact_id), to.name, to.address, tuple(to.permissions)))
