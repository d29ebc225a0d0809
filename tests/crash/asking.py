"""A patient client: asks a service with one Idempotency-Key until there is an answer, whatever dies meanwhile."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

import httpx

from tests.crash.stage import Standing

PATIENCE = 100.0
"""Seconds that the client goes on asking."""

BETWEEN = 0.1
"""Seconds between two times of asking."""


class Refused(Exception):
    """The service said no by name."""

    def __init__(self, kind: str) -> None:
        """Keep the name."""
        self.kind = kind
        super().__init__(kind)


class PatientClient:
    """A caller of one service with every right; threads may share it."""

    def __init__(self, stage: Standing, service: str) -> None:
        self._client = stage.client(service)
        self._given_up = False

    def give_up(self) -> None:
        """Whatever has no answer yet is asked for no more."""
        self._given_up = True

    def close(self) -> None:
        """Ask nothing any more."""
        self.give_up()
        self._client.close()

    def ask(self, method: str, path: str, **body: Any) -> Any:
        """The answer's JSON; raises Refused for a named no, AssertionError for anything that no client should meet."""
        headers = {"Idempotency-Key": str(uuid4())}
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                answer = self._client.request(method, path, headers=headers, **body)
            except httpx.TransportError as error:
                why = repr(error)
            else:
                if answer.status_code < 500:
                    return _read(answer)
                assert answer.status_code == 503, f"{method} {path}: {answer.status_code} {answer.text}"
                why = answer.text
            in_time = time.monotonic() < deadline and not self._given_up
            assert in_time, f"{method} {path} had no answer in {PATIENCE:.0f} s; the last: {why}"
            time.sleep(BETWEEN)


def _read(answer: httpx.Response) -> Any:
    if answer.is_success:
        return answer.json() if answer.content else None
    raise Refused(answer.json()["type"].rpartition(":")[2])
