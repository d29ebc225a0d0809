"""Gateway's pages: each asks the services as whoever is signed in, and shows what they say."""

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from services.gateway.entrypoints.pages import (
    courses,
    downloads,
    entering,
    live,
    messages,
    money,
    people,
    register,
    running,
    schools,
    support,
    today,
)
from services.gateway.entrypoints.pages.desk import Desk
from services.gateway.entrypoints.pages.guard import Guard
from services.gateway.entrypoints.pages.troubles import map_troubles
from shared.service import Running

STATIC = Path(__file__).parents[2] / "static"

AREAS = (entering, downloads, today, register, schools, people, courses, support, money, messages, live, running)
"""In the order of the navigation."""


class Assets(StaticFiles):
    """Styles, fonts and scripts: named by their content, so a browser need never ask for one again."""

    def file_response(self, *asked: Any, **further: Any) -> Response:
        """As it is, for a year."""
        response = super().file_response(*asked, **further)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def pages(running: Running) -> FastAPI:
    """All pages, as an application of their own: what goes wrong is said on a page, not as a problem document."""
    desk = Desk(running)
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    for area in AREAS:
        app.include_router(area.routes(desk))
    app.mount("/static", Assets(directory=STATIC))
    map_troubles(app, desk)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(Guard, secure=running.settings.is_secure)
    return app
