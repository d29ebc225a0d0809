"""How long requests take, by route; pure ASGI, so that what is streamed stays so."""

from time import perf_counter

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.observability.metrics import Metrics

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

NO_ROUTE = "none"
"""Where nothing of ours is: a raw path would make a series of every mistyped address, and might name somebody."""


class Timed:
    """Wraps a whole process's HTTP side. A stream of events is counted while it is open, and not timed."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let everything through as it is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, send, self._metrics)
        try:
            await self._app(scope, receive, answer.send)
        except Exception:
            answer.broke()
            raise
        finally:
            answer.over()


class _Answer:
    """One answer as it goes out: timed from the request's beginning to the last byte that was handed over."""

    def __init__(self, scope: Scope, send: Send, metrics: Metrics) -> None:
        self._scope, self._send, self._metrics = scope, send, metrics
        self._began = perf_counter()
        self._status = 500
        self._streams = self._noted = False

    async def send(self, message: Message) -> None:
        """Hand over what the app sends."""
        if message["type"] == "http.response.start":
            self._begin(message)
        await self._send(message)
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self._note(self._status)

    def broke(self) -> None:
        """The app failed, and whoever is outside answers for it."""
        self._note(500)

    def over(self) -> None:
        """Nothing more comes."""
        if self._streams:
            self._metrics.http_streams.labels(route=self._route()).dec()

    def _begin(self, message: Message) -> None:
        self._status = message["status"]
        kind = Headers(raw=message.get("headers", [])).get("content-type", "")
        if kind.startswith("text/event-stream"):
            self._streams = self._noted = True
            self._metrics.http_streams.labels(route=self._route()).inc()

    def _note(self, status: int) -> None:
        if self._noted:
            return
        self._noted = True
        method = self._scope["method"] if self._scope["method"] in METHODS else "other"
        labels = {"method": method, "route": self._route(), "status": f"{status // 100}xx"}
        self._metrics.http_requests.labels(**labels).observe(perf_counter() - self._began)

    def _route(self) -> str:
        """The route's template, such as /courses/{course_id}; of files, the folder that they are below."""
        below = self._scope.get("root_path", "").removeprefix(self._scope.get("app_root_path", ""))
        return below + getattr(self._scope.get("route"), "path", "") or NO_ROUTE
