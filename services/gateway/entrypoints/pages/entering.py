"""Signing in and out, and choosing a password by a link."""

import hmac
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import PlainTextResponse, Response

from services.gateway.adapters import views
from services.gateway.domain.refusals import LinkIsOver, PasswordIsTooWeak, TooManySignIns, TooManyTries, WrongPassword
from services.gateway.entrypoints.pages.desk import EVERYBODY, Desk
from services.gateway.entrypoints.pages.form import Form
from services.gateway.use_cases.choose_password import ChoosePassword
from services.gateway.use_cases.sign_in import SignedIn, SignIn
from services.gateway.use_cases.sign_out import SignOut


def routes(desk: Desk) -> APIRouter:
    """Their routes: for everybody, but for signing out."""
    router = APIRouter()
    _signing_in(router, desk)
    _signing_out(router, desk)
    _choosing(router, desk)
    return router


def _signing_in(router: APIRouter, desk: Desk) -> None:
    @router.get("/sign-in")
    async def sign_in_page(request: Request, next: Annotated[str, Query(max_length=500)] = "/") -> Response:  # noqa: A002 - its name in the address
        """The form."""
        if await desk.who(request):
            return desk.go(inside(next))
        return desk.page(request, "sign_in.html", next=inside(next))

    @router.post("/sign-in")
    async def sign_in(request: Request) -> Response:
        """Let in whoever knows the password."""
        sent = await request.form(max_files=0)
        address, password, onward = (str(sent.get(name, "")) for name in ("address", "password", "next"))
        address = address.replace("\0", "").strip()  # PostgreSQL's text can't hold a NUL
        shown: dict[str, Any] = {"typed": {"address": address}, "next": inside(onward)}
        if blank := _blank(address, password):
            return desk.page(request, "sign_in.html", status=422, errors=blank, **shown)
        try:
            came = await _came(desk, SignIn(address[:320], password[:1000], desk.known_by(request)))
        except TooManySignIns as refused:  # a whole page for each of a crowd would hold up everybody else
            return PlainTextResponse(str(refused), refused.status)
        except (WrongPassword, TooManyTries) as refused:
            errors = {"address": str(refused)}
            return desk.page(request, "sign_in.html", status=refused.status, errors=errors, **shown)
        if earlier := desk.shown_by(request):
            await desk.do(SignOut(earlier))
        return desk.let_in(str(came.secret), inside(onward), came.browser)


def _signing_out(router: APIRouter, desk: Desk) -> None:
    @router.post("/sign-out")
    async def sign_out(request: Request, _: Annotated[Form, Depends(desk.form(*EVERYBODY))]) -> Response:
        """End the session."""
        await desk.do(SignOut(desk.shown_by(request) or ""))
        return desk.let_out()


def _blank(address: str, password: str) -> dict[str, str]:
    """What was left out, by its field."""
    asked = {"address": (address, "Enter your e-mail address."), "password": (password, "Enter your password.")}
    return {name: ask for name, (words, ask) in asked.items() if not words}


async def _came(desk: Desk, command: SignIn) -> SignedIn:
    """What the browser shows from now on. Raises `WrongPassword` and `TooManyTries`."""
    async with desk.tools.sign_ins.turn():
        came: SignedIn = await desk.do(command)
    if came.secret is None:
        raise TooManyTries(came.wait) if came.wait else WrongPassword()
    return came


def _choosing(router: APIRouter, desk: Desk) -> None:
    @router.get("/welcome/{link}")
    async def welcome(request: Request, link: str) -> Response:
        """The form by which a password is chosen. Looking at it uses nothing up: mail scanners look too."""
        return await _welcome(desk, request, link)

    @router.post("/welcome/{link}")
    async def choose(request: Request, link: str) -> Response:
        """Keep the password, and let its owner in."""
        sent = await request.form(max_files=0)
        first, second = str(sent.get("password", "")), str(sent.get("again", ""))
        if not hmac.compare_digest(first.encode(), second.encode()):
            return await _welcome(desk, request, link, {"again": "The two passwords differ. Type them again."})
        try:
            return desk.let_in(await desk.do(ChoosePassword(link, first)))
        except PasswordIsTooWeak as weak:
            return await _welcome(desk, request, link, {"password": str(weak)})


async def _welcome(desk: Desk, request: Request, link: str, errors: dict[str, str] | None = None) -> Response:
    async with desk.running.workshop.look() as connection:
        account = await views.invited(connection, link, desk.running.clock())
    if account is None:
        raise LinkIsOver
    return desk.page(request, "welcome.html", status=422 if errors else 200, account=account, errors=errors or {})


def inside(path: str) -> str:
    """The path, if it leads to a page of ours; else the first page."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
