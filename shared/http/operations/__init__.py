"""The operators' doors, the same at every service: `/operations/…`, for the roles admin and operator only."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from shared.http.operations.deciding import deciding
from shared.http.operations.looking import looking
from shared.http.operations.recovering import recovering
from shared.http.tokens import Caller, allowed
from shared.messaging.operations.desk import Desk
from shared.messaging.operations.searching import Search

OPERATORS = ("admin", "operator")


def operations(
    desk: Desk,
    search: Search,
    ask: Callable[..., Any],
    view: Callable[..., Any],
    caller: Callable[..., Awaitable[Caller]],
) -> APIRouter:
    """All of them; one check before every door, so that none can be left open."""

    def operator(who: Annotated[Caller, Depends(caller)]) -> Caller:
        return allowed(who, *OPERATORS)

    router = APIRouter(prefix="/operations", tags=["operations"], dependencies=[Depends(operator)])
    looking(router, desk, view)
    deciding(router, ask)
    recovering(router, search, ask, view)
    return router
