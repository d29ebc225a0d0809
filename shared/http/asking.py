"""A command as it comes over HTTP: who asks, with which key, and the same answer for the same question."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, Header, Request

from shared.http.tokens import Caller
from shared.messaging.commands import Commands
from shared.messaging.envelope import Cause
from shared.messaging.idempotency import Asked

LONGEST_KEY = 200
"""Characters of an Idempotency-Key."""


class Asking:
    """One request that wants something done."""

    def __init__(self, commands: Commands[Any], caller: Caller, asked: Asked | None, traceparent: str | None) -> None:
        self._commands = commands
        self.caller = caller
        self._asked = asked
        self._traceparent = traceparent

    async def do(self, command: object) -> Any:
        """Do the command as this caller; asked again with the same key, answer the same."""
        cause = Cause(actor=self.caller.actor, traceparent=self._traceparent)
        return await self._commands.do(command, cause, self._asked)


def asking(commands: Commands[Any], caller: Callable[..., Awaitable[Caller]]) -> Callable[..., Any]:
    """A dependency that reads a request's `Idempotency-Key` and caller."""

    async def ask(
        request: Request,
        who: Annotated[Caller, Depends(caller)],
        idempotency_key: Annotated[str | None, Header(max_length=LONGEST_KEY)] = None,
        traceparent: Annotated[str | None, Header(max_length=LONGEST_KEY)] = None,
    ) -> Asking:
        asked = None
        if idempotency_key:
            route = f"{request.method} {request.url.path}"
            asked = Asked(who.actor, route, idempotency_key, await request.body())
        return Asking(commands, who, asked, traceparent)

    return ask


def bringing(commands: Commands[Any], caller: Callable[..., Awaitable[Caller]]) -> Callable[..., Any]:
    """A dependency for a request that brings a file: the same file twice is harmless by itself, so it needs no key.

    The body isn't touched here: it is for the route to take to disk, piece by piece.
    """

    async def bring(
        who: Annotated[Caller, Depends(caller)],
        traceparent: Annotated[str | None, Header(max_length=LONGEST_KEY)] = None,
    ) -> Asking:
        return Asking(commands, who, None, traceparent)

    return bring
