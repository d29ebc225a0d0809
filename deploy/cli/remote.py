"""A service at the other end of HTTP."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import uuid4

import httpx

from deploy.cli.sorry import NotRunning, Problem, Sorry

CONNECT = 3.0
"""Seconds until somebody must have taken up the connection."""

ANSWER = 20.0
"""Seconds that an ordinary request may take."""

LONG_ANSWER = 600.0
"""Seconds that an import may take: it may have to wait for another one."""

LOST = (httpx.ReadError, httpx.RemoteProtocolError)
"""The connection broke before the answer came: the change may have happened, or not."""


class Remote:
    """One service, spoken to as one caller. Raises what it refuses as `Problem`, and `NotRunning`."""

    def __init__(self, name: str, address: str, token: Callable[[], str]) -> None:
        self.name = name
        self.address = address
        self._token = token
        # trust_env: a proxy for the way out must not be asked for the way to this machine
        self._http = httpx.Client(base_url=address, timeout=httpx.Timeout(ANSWER, connect=CONNECT), trust_env=False)

    def readiness(self) -> dict[str, Any] | None:
        """What each role says of itself, ready or not; None when nothing answers."""
        with suppress(httpx.HTTPError, ValueError):
            return self._http.get("/health/ready").json()
        return None

    def get(self, path: str, **asked: str | int | Sequence[str]) -> Any:
        """Look at something."""
        return self._answer(self._send("GET", path, params=asked))

    def change(
        self, path: str, body: Mapping[str, Any] | None = None, trace: str = "", *, key: str | None = None
    ) -> Any:
        """Have something done once, however often it must be asked; with a `key`, also if it is asked again later.

        Its facts bear `trace` (`new_trace`).
        """
        return self._with_key(lambda headers: self._send("POST", path, json=body, headers=headers), trace, key)

    def replace(self, path: str, body: Mapping[str, Any], trace: str = "") -> Any:
        """Have something be as it is described here from now on, once."""
        return self._with_key(lambda headers: self._send("PUT", path, json=body, headers=headers), trace)

    def upload(self, path: str, content: Callable[[], Iterable[bytes]], **asked: str | int | bool) -> Any:
        """Hand over a file; `content` gives its bytes, from the beginning each time it is called."""
        more = {"params": asked, "timeout": LONG_ANSWER}
        return self._with_key(lambda headers: self._send("POST", path, content=content(), headers=headers, **more))

    def _with_key(
        self, send: Callable[[dict[str, str]], httpx.Response], trace: str = "", key: str | None = None
    ) -> Any:
        """Ask; when nobody can tell what became of it, ask once more with the same key: it happens once at most."""
        headers = {"Idempotency-Key": key or str(uuid4())} | ({"traceparent": trace} if trace else {})
        with suppress(_OutcomeUnknown):
            return self._tried(send, headers)
        return self._tried(send, headers)

    def _tried(self, send: Callable[[dict[str, str]], httpx.Response], headers: dict[str, str]) -> Any:
        try:
            return self._answer(send(headers))
        except Problem as problem:
            if problem.kind != "outcome-unknown":
                raise
            raise _OutcomeUnknown(str(problem), problem.kind) from None

    def _send(self, method: str, path: str, headers: Mapping[str, str] | None = None, **more: Any) -> httpx.Response:
        signed = {"Authorization": f"Bearer {self._token()}", **(headers or {})}
        try:
            return self._http.request(method, path, headers=signed, **more)
        except httpx.ConnectError:
            raise NotRunning(self.name, self.address) from None
        except httpx.TimeoutException:
            raise Sorry(f"{self.name} doesn't answer at {self.address}: `alliance status` tells more.") from None
        except LOST:
            raise _OutcomeUnknown(
                f"{self.name} broke off the connection: `alliance status` tells more.", "outcome-unknown"
            ) from None
        except httpx.WriteError:
            raise Sorry(f"{self.name} stopped listening before the file was through: it may be too large.") from None

    def _answer(self, response: httpx.Response) -> Any:
        if response.is_success:
            return response.json() if response.content else None
        if response.status_code == 401:
            raise Problem(
                f"{self.name} at {self.address} doesn't accept our key: it runs with another ALLIANCE_HOME, or the "
                "machine's clock is wrong.",
                "not-signed-in",
            )
        raise problem_in(response, self.name)


class _OutcomeUnknown(Problem):
    """Whether the change has happened isn't known; asking again with the same key tells."""


def new_trace() -> str:
    """A mark for one request that all facts which come of it will bear (W3C trace context, `traceparent`)."""
    return f"00-{uuid4().hex}-{uuid4().hex[:16]}-01"


def problem_in(response: httpx.Response, name: str) -> Problem:
    """The problem that a service answered with; when it is none of ours, its status."""
    try:
        body = response.json()
        return Problem(body["detail"], body["type"].rpartition(":")[2], body.get("places", ()))
    except (ValueError, LookupError, TypeError, AttributeError):
        return Problem(f"{name} answered with HTTP status {response.status_code}.", "http")
