"""What goes wrong is said on a page: what, where, what to do."""

from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from services.gateway.adapters.services import Down
from services.gateway.domain.refusals import SignInFirst
from services.gateway.entrypoints.pages.desk import Desk, Visitor
from services.gateway.entrypoints.pages.form import Unfit
from shared.kernel.refusal import Refusal
from shared.observability.frames import frames
from shared.persistence.failures import Blame, blame

NOT_FOUND = "There is no such page. Check the address, or begin anew from the navigation."
AWAY = "Part of the system is away"

log = structlog.get_logger()


def map_troubles(app: FastAPI, desk: Desk) -> None:
    """Every way a page can fail has one place here."""
    troubles = Troubles(desk)
    app.add_exception_handler(SignInFirst, troubles.sign_in)
    app.add_exception_handler(Refusal, troubles.refused)
    app.add_exception_handler(HTTPException, troubles.http)
    app.add_exception_handler(RequestValidationError, troubles.unreadable)
    app.add_exception_handler(Unfit, troubles.unfit)
    app.add_exception_handler(Down, troubles.down)
    app.add_exception_handler(Exception, troubles.ours)


class Troubles:
    """Answers with a page that says what happened and what to do."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def sign_in(self, request: Request, _: Exception) -> Response:
        """Nobody is signed in: after that they get where they wanted, if that changes nothing."""
        if request.method != "GET":
            return self._desk.go("/sign-in", "You had been signed out, so nothing was done. Sign in, and do it again.")
        path = request.url.path
        return RedirectResponse(f"/sign-in?next={quote(path)}" if path != "/" else "/sign-in", 303)

    async def refused(self, request: Request, refusal: Exception) -> Response:
        """A rule says no."""
        assert isinstance(refusal, Refusal)
        return await self._sorry(request, refusal.status, "That can't be done", str(refusal))

    async def http(self, request: Request, error: Exception) -> Response:
        """No such page, or not in that way."""
        assert isinstance(error, HTTPException)
        if error.status_code == 404:
            return await self.unreadable(request, error)
        return await self._sorry(request, error.status_code, "That can't be done", str(error.detail))

    async def unreadable(self, request: Request, _: Exception) -> Response:
        """An address that none of our pages has."""
        return await self._sorry(request, 404, "Page not found", NOT_FOUND)

    async def unfit(self, request: Request, _: Exception) -> Response:
        """A form without what our pages send with it."""
        words = "This form wasn't whole, so nothing was done. Go back, load the page again, and send it anew."
        return await self._sorry(request, 422, "That can't be done", words)

    async def down(self, request: Request, error: Exception) -> Response:
        """A service without which there is no page."""
        assert isinstance(error, Down)
        nothing = "Nothing was changed; try again in a minute."
        unknown = "It may have been done all the same: look before you send it again."
        words = f"The service {error.name} doesn't answer. {unknown if error.maybe_done else nothing}"
        return await self._sorry(request, 503, AWAY, words)

    async def ours(self, request: Request, error: Exception) -> Response:
        """Our database is away, or we are wrong: the log has it, the person gets a sentence."""
        page = await self._fault(request, error)
        page.headers.update(request.state.headers)  # Starlette answers this outside of the guard
        return page

    async def _fault(self, request: Request, error: Exception) -> Response:
        if blame(error) is Blame.WORLD:
            words = "The gateway's database can't be reached just now. Nothing was changed; try again shortly."
            return await self._sorry(request, 503, AWAY, words)
        log.error("pages.fault", path=request.url.path, error=type(error).__name__, frames=frames(error))
        words = "Something is wrong on our side; nothing was changed. The gateway's log has the details."
        return await self._sorry(request, 500, "Sorry, that is our fault", words)

    async def _sorry(self, request: Request, status: int, title: str, words: str) -> Response:
        return self._desk.page(request, "sorry.html", await self._visitor(request), status, title=title, words=words)

    async def _visitor(self, request: Request) -> Visitor | None:
        """Whoever is signed in keeps the navigation; if that can't be told, the page is for nobody in particular."""
        try:
            return await self._desk.who(request)
        except Exception as error:  # noqa: BLE001 - what went wrong first is what the page is about
            log.warning("pages.visitor_unknown", error=type(error).__name__)
            return None
