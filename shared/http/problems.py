"""Refusals and failures as people and programs can read them: RFC 9457, `application/problem+json`."""

from typing import Any

import structlog
from asyncpg import InterfaceError, PostgresError
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from shared.http.mistakes import mistake
from shared.kernel.refusal import Refusal
from shared.observability.frames import frames
from shared.persistence.failures import Blame, blame
from shared.persistence.transaction import OutcomeUnknown

log = structlog.get_logger()


def problem(status: int, kind: str, detail: str, **more: Any) -> JSONResponse:
    """One problem; `kind` is the stable last part of its type, `detail` one sentence for a person."""
    title = kind.replace("-", " ").capitalize()
    body = {"type": f"urn:alliance:problem:{kind}", "title": title, "status": status, "detail": detail, **more}
    return JSONResponse(body, status, media_type="application/problem+json")


def map_problems(app: FastAPI) -> None:
    """Every way a request can fail has one place here."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OutcomeUnknown, _unknown)
    for failure in (SQLAlchemyError, OSError, PostgresError, InterfaceError):
        app.add_exception_handler(failure, _database)
    app.add_exception_handler(Exception, _ours)


async def _refused(_: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, Refusal)
    return problem(refusal.status, refusal.kind, str(refusal))


async def _unreadable(_: Request, error: Exception) -> JSONResponse:
    """What could not be read, and where; never the value, which may be personal."""
    assert isinstance(error, RequestValidationError)
    places = [{"where": ".".join(map(str, each["loc"])), "what": mistake(each)} for each in error.errors()]
    first = places[0]
    return problem(422, "invalid", f"{first['where']}: {first['what']}.", places=places)


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    kinds = {401: "not-signed-in", 403: "not-allowed", 404: "not-found", 405: "method-not-allowed", 413: "too-large"}
    return problem(error.status_code, kinds.get(error.status_code, "http"), str(error.detail))


async def _unknown(_: Request, __: Exception) -> JSONResponse:
    detail = (
        "The database was lost while the change was being made. Ask again with the same Idempotency-Key to find out."
    )
    return problem(503, "outcome-unknown", detail)


async def _database(request: Request, error: Exception) -> JSONResponse:
    """The database is away: nothing has changed. A refused connection comes as the driver's own error."""
    if blame(error) is not Blame.WORLD:
        return await _ours(request, error)
    log.warning("http.database_away", path=request.url.path, error=type(error).__name__)
    return problem(
        503, "database-away", "The database can't be reached just now. Nothing was changed; try again shortly."
    )


async def _ours(request: Request, error: Exception) -> JSONResponse:
    """A fault of ours: the log has it, the person gets a sentence."""
    log.error("http.fault", path=request.url.path, error=type(error).__name__, frames=frames(error))
    return problem(
        500, "fault", "Something is wrong on our side; nothing was changed. The service's log has the details."
    )
