"""A new edition of the national register is brought: a file of seventy megabytes, looked at before it is taken."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from services.gateway.entrypoints.pages.desk import OFFICE, Desk, Visitor
from services.gateway.entrypoints.pages.form import Form

PIECE = 256 * 1024
"""Bytes that are handed on at a time."""

ISSUES = 50
"""What is wrong with the file, as far as a page shows it."""

KINDS = {"register": "/register/imports", "links": "/register/links/imports"}
"""The two files that the national register is published as."""


def routes(desk: Desk) -> APIRouter:
    """The form, and what became of the file."""
    router = APIRouter(prefix="/schools/register")

    @router.get("")
    async def bringing(request: Request, visitor: Annotated[Visitor, Depends(desk.visitor(*OFFICE))]) -> Response:
        """The form."""
        return desk.page(request, "register.html", visitor, kinds=tuple(KINDS))

    @router.post("")
    async def bring(request: Request, form: Annotated[Form, Depends(desk.form(*OFFICE, files=1))]) -> Response:
        """Look at the file, or take it; either way say what is new, and what is wrong on which line."""

        async def act() -> Response:
            file = form.file("file", "Choose the file.")
            kind = form.text("kind", "Choose what it is.")
            form.check()
            assert file
            dry_run = form.maybe("what") != "take"
            path = KINDS.get(kind, KINDS["register"])
            report = await form.visitor.services.registry.bring(path, _pieces(file), dry_run=dry_run)
            shown: dict[str, Any] = {"report": report, "dry_run": dry_run, "kind": kind, "most": ISSUES}
            return desk.page(request, "register_report.html", form.visitor, **shown)

        async def again() -> Response:
            return desk.page(request, "register.html", form.visitor, 422, kinds=tuple(KINDS), **form.as_typed())

        return await form.tried(act, again)

    return router


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(PIECE):
        yield piece
