"""Asking a service once, whatever happens on the way: with a server that misbehaves on command."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from deploy.cli.remote import Remote
from deploy.cli.sorry import NotRunning, Problem, Sorry
from tests.running import free_range

UNKNOWN = (503, {"type": "urn:alliance:problem:outcome-unknown", "detail": "Ask again."})
AWAY = (503, {"type": "urn:alliance:problem:database-away", "detail": "The database is away."})
DONE = (201, {"id": "7"})
CUT_OFF = None
"""The connection ends without an answer."""

Answer = tuple[int, Any] | None


class Misbehaving(HTTPServer):
    """Gives the answers it is told, in order, and keeps what it was asked."""

    def __init__(self) -> None:
        """Listen on any port."""
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[Answer] = []
        self.keys: list[str | None] = []
        self.bodies: list[bytes] = []


class Handler(BaseHTTPRequestHandler):
    """One request."""

    def do_POST(self) -> None:
        """Note it and answer."""
        server = self.server
        assert isinstance(server, Misbehaving)
        server.keys.append(self.headers["Idempotency-Key"])
        server.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        answer = server.answers.pop(0)
        if answer is None:
            return
        status, body = answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@pytest.fixture
def server() -> Generator[Misbehaving]:
    """A server in a thread."""
    made = Misbehaving()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture
def remote(server: Misbehaving) -> Remote:
    """That server, as a service."""
    return Remote("registry", f"http://127.0.0.1:{server.server_port}", lambda: "token")


@pytest.mark.parametrize("lost", [UNKNOWN, CUT_OFF])
def test_an_unknown_outcome_is_asked_once_more_with_the_same_key(
    server: Misbehaving, remote: Remote, lost: Answer
) -> None:
    """The service answers the second question as it did the first one, if that came through."""
    server.answers = [lost, DONE]
    assert remote.change("/members", {"urn": 1}) == {"id": "7"}
    assert len(server.keys) == 2
    assert server.keys[0] is not None
    assert len(set(server.keys)) == 1
    assert server.bodies == [b'{"urn":1}'] * 2


def test_an_outcome_that_stays_unknown_is_said(server: Misbehaving, remote: Remote) -> None:
    """Asked twice and not more."""
    server.answers = [UNKNOWN, UNKNOWN, DONE]
    with pytest.raises(Problem, match=r"Ask again\."):
        remote.change("/members")
    assert len(server.keys) == 2


def test_a_refusal_is_not_asked_again(server: Misbehaving, remote: Remote) -> None:
    """Nothing has changed; the sentence is the service's."""
    server.answers = [AWAY, DONE]
    with pytest.raises(Problem, match="The database is away") as refused:
        remote.change("/members")
    assert refused.value.kind == "database-away"
    assert len(server.keys) == 1


def test_every_change_has_a_key_of_its_own(server: Misbehaving, remote: Remote) -> None:
    """Two wishes are two, though they be alike."""
    server.answers = [DONE, DONE]
    remote.change("/members")
    remote.change("/members")
    assert len(set(server.keys)) == 2


def test_an_answer_that_is_none_of_ours_is_said_by_its_status(server: Misbehaving, remote: Remote) -> None:
    """Something else listens on that port."""
    server.answers = [(502, b"<html>")]
    with pytest.raises(Sorry, match=r"registry answered with HTTP status 502\."):
        remote.change("/members")


def test_nobody_there_is_said_with_the_way_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy for the way out isn't asked."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    remote = Remote("registry", f"http://127.0.0.1:{free_range()}", lambda: "token")
    with pytest.raises(NotRunning, match="registry isn't running at"):
        remote.get("/members")
    assert remote.readiness() is None
