"""Gateway's accounts for operators, by token: the first one, and whoever is locked out."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, EmailStr, StringConstraints
from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.adapters import views
from services.gateway.domain.account import AccountId
from services.gateway.use_cases.end_access import EndAccess
from services.gateway.use_cases.make_first_account import MakeFirstAccount
from services.gateway.use_cases.make_link import MakeLink
from shared.http.asking import Asking
from shared.http.tokens import Caller, allowed
from shared.service import Doors

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern="^[^\\x00-\\x1f\\x7f-\\x9f]+$")
]


class FirstAccount(BaseModel):
    """Who signs in first."""

    name: Name
    address: EmailStr


class Password(BaseModel):
    """Told once."""

    password: str


class Link(BaseModel):
    """The path at which a password is chosen; told once."""

    path: str


def routes(doors: Doors) -> APIRouter:
    """Accounts, for admins' tokens only."""
    router = APIRouter(prefix="/accounts")

    @router.post("/first", status_code=201)
    async def first(who: FirstAccount, asking: Annotated[Asking, Depends(doors.bring)]) -> Password:
        """Make the first account, an admin's, and tell its password."""
        allowed(asking.caller, "admin")
        return Password(password=await asking.do(MakeFirstAccount(who.name, who.address)))

    @router.get("")
    async def accounts(
        caller: Annotated[Caller, Depends(doors.caller)], view: Annotated[AsyncConnection, Depends(doors.view)]
    ) -> list[views.AccountLine]:
        """All accounts."""
        allowed(caller, "admin")
        return await views.account_list(view)

    @router.post("/{account_id}/link", status_code=201)
    async def link(account_id: UUID, asking: Annotated[Asking, Depends(doors.bring)]) -> Link:
        """A new link to choose a password by."""
        allowed(asking.caller, "admin")
        return Link(path=link_path(await asking.do(MakeLink(AccountId(account_id)))))

    @router.post("/{account_id}/end", status_code=204)
    async def end(account_id: UUID, asking: Annotated[Asking, Depends(doors.bring)]) -> None:
        """End somebody's access."""
        allowed(asking.caller, "admin")
        await asking.do(EndAccess(AccountId(account_id)))

    return router


def link_path(link: str) -> str:
    """Where a link leads."""
    return f"/welcome/{link}"
