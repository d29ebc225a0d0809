"""What every page is made at: who comes, what they sent, and how the answer is written."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from services.gateway.adapters import views
from services.gateway.adapters.browsers import KNOWN_FOR
from services.gateway.adapters.rendering import Renderer
from services.gateway.adapters.services import Services, Switchboard
from services.gateway.adapters.tools import Tools
from services.gateway.adapters.views import AccountLine
from services.gateway.domain.account import Role
from services.gateway.domain.refusals import FormIsStale, NotForYou, SignInFirst
from services.gateway.entrypoints.pages.form import Form
from services.gateway.settings import GatewaySettings
from shared.messaging.envelope import Cause
from shared.service import Running

COOKIE = "alliance"
"""The session's secret."""

BROWSER = "alliance-browser"
"""By this a browser is known again; nothing else is kept in it but what was just done."""

SAID = "alliance_said"
"""What was just done, for the next page to say, once."""

EVERYBODY = tuple(Role)
OFFICE = (Role.ADMIN, Role.OFFICE)
SCHOOLS = (*OFFICE, Role.HEAD)
MONEY = (*OFFICE, Role.FINANCE)
ADMINS = (Role.ADMIN,)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in, and the services as they may use them. `csrf` stands in each of their forms."""

    account: AccountLine
    csrf: str
    services: Services

    def may(self, *roles: Role) -> bool:
        """Are they one of these?"""
        return self.account.role in roles


class Desk:
    """Made once for a process."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.settings: GatewaySettings = running.settings
        self.tools: Tools = running.workshop.tools
        self.switchboard = Switchboard(self.settings, running.clock)
        self._renderer = Renderer(self.settings.alliance_name, running.clock)

    def visitor(self, *roles: Role) -> Callable[[Request], Awaitable[Visitor]]:
        """A dependency: who is signed in, as one of these. Raises `SignInFirst` and `NotForYou`."""

        async def visitor(request: Request) -> Visitor:
            found = await self.who(request)
            if found is None:
                raise SignInFirst
            if not found.may(*roles):
                raise NotForYou
            return found

        return visitor

    def form(self, *roles: Role, files: int = 0) -> Callable[[Request], Awaitable[Form]]:
        """A dependency: the form that was sent by one of these, from a page made for them. Raises `FormIsStale`.

        Nothing is read of what somebody else sends. Files go to disk as they come.
        """
        visiting = self.visitor(*roles)

        async def form(request: Request) -> Form:
            visitor = await visiting(request)
            sent = await request.form(max_files=files)
            if not hmac.compare_digest(str(sent.get("csrf", "")).encode(), visitor.csrf.encode()):
                raise FormIsStale
            return Form({name: value for name, value in sent.multi_items() if isinstance(value, str)}, sent, visitor)

        return form

    async def who(self, request: Request) -> Visitor | None:
        """Who is signed in, if anybody."""
        secret = self.shown_by(request)
        if not secret:
            return None
        async with self.running.workshop.look() as connection:
            account = await views.signed_in(connection, secret, self.running.clock())
        if account is None:
            return None
        return Visitor(account, csrf_of(secret), self.switchboard.services(account.actor, account.role))

    def shown_by(self, request: Request) -> str | None:
        """The secret of a session that a browser shows, of whatever session."""
        return request.cookies.get(self._named(COOKIE))

    def known_by(self, request: Request) -> str | None:
        """By what a browser may be known again."""
        return request.cookies.get(self._named(BROWSER))

    async def do(self, command: object, visitor: Visitor | None = None) -> Any:
        """Do a command of gateway's own."""
        return await self.running.commands.do(command, Cause(visitor.account.actor if visitor else "visitor"))

    def page(
        self, request: Request, template: str, visitor: Visitor | None = None, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """A page; it says what was just done, once."""
        said = request.cookies.get(SAID)
        text = self._renderer.render(template, request, visitor, said=said, **values)
        response = HTMLResponse(text, status)
        if said:
            response.delete_cookie(SAID)
        return response

    def piece(self, template: str, **values: Any) -> str:
        """A piece of a page that is open already."""
        return self._renderer.piece(template, **values)

    async def names(self) -> dict[str, str]:
        """Who has which actor's id, among those who have an account."""
        async with self.running.workshop.look() as connection:
            return {each.actor: each.name for each in await views.account_list(connection)}

    def go(self, path: str, said: str = "") -> RedirectResponse:
        """To another page, which says what was just done: asking for it again does nothing again."""
        response = RedirectResponse(path, 303)
        if said:
            response.set_cookie(SAID, quote(said), max_age=60, httponly=True, samesite="lax", secure=self._secure)
        return response

    def let_in(self, secret: str, path: str = "/", browser: str | None = None) -> RedirectResponse:
        """Signed in: the browser shows the secret from now on, and later what it is known by."""
        response = RedirectResponse(path, 303)
        kept: dict[str, Any] = {"httponly": True, "samesite": "lax", "secure": self._secure}
        response.set_cookie(self._named(COOKIE), secret, **kept)
        if browser:
            response.set_cookie(self._named(BROWSER), browser, max_age=int(KNOWN_FOR.total_seconds()), **kept)
        return response

    def let_out(self) -> RedirectResponse:
        """Signed out."""
        response = self.go("/sign-in", "You are signed out.")
        response.delete_cookie(self._named(COOKIE), httponly=True, samesite="lax", secure=self._secure)
        return response

    def _named(self, cookie: str) -> str:
        """With the prefix, browsers take it from this very host by https only: a neighbouring one can't plant it."""
        return f"__Host-{cookie}" if self._secure else cookie

    @property
    def _secure(self) -> bool:
        return self.settings.is_secure


def csrf_of(secret: str) -> str:
    """A word that only pages for this session know; made of its secret, so that nothing has to be kept."""
    return hmac.digest(secret.encode(), b"csrf", hashlib.sha256).hex()
