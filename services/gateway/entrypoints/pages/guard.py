"""What holds for every page: what browsers may do with it, how large a form may be, and where forms may come from."""

import secrets
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_FORM = 256 * 1024
"""Bytes; the longest form has a few thousand."""

LARGEST_FILE = 256 * 1024 * 1024
"""Bytes of an edition of the national register, which has about seventy million."""

UPLOADS = ("/schools/register",)
"""Where a file is brought."""

POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)

CHANGES = {"POST", "PUT", "PATCH", "DELETE"}


class Guard:
    """Wraps the pages; pure ASGI, so that what is streamed stays so."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or say no to what no page of ours sends."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        headers = self._headers(nonce)
        scope.setdefault("state", {}).update(nonce=nonce, headers=headers)
        guarded = _with_headers(send, headers)
        if scope["method"] in CHANGES:
            if not _from_here(Headers(scope=scope)):
                await PlainTextResponse("This form came from another site, so nothing was done.", 403)(
                    scope, receive, guarded
                )
                return
            receive = _limited(receive, LARGEST_FILE if scope["path"] in UPLOADS else LARGEST_FORM)
        try:
            await self._app(scope, receive, guarded)
        except TooLarge:
            await PlainTextResponse("This is too large for a form of ours, so nothing was done.", 413)(
                scope, receive, guarded
            )

    def _headers(self, nonce: str) -> dict[str, str]:
        always = {
            "Content-Security-Policy": POLICY.format(nonce=nonce),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
            "Cache-Control": "no-store",
        }
        return always | ({"Strict-Transport-Security": "max-age=31536000"} if self._secure else {})


class TooLarge(Exception):
    """A body over the limit: it isn't read on."""


def _from_here(headers: Headers) -> bool:
    """Did a page of ours send this? Browsers say so; what is no browser holds no cookie to be misused."""
    if site := headers.get("sec-fetch-site"):
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _limited(receive: Receive, most: int) -> Receive:
    had = 0

    async def limited() -> Message:
        nonlocal had
        message = await receive()
        had += len(message.get("body", b""))
        if had > most:
            raise TooLarge
        return message

    return limited


def _with_headers(send: Send, more: dict[str, str]) -> Send:
    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in more.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
