"""The operator of a database that went back: waits for the alert, and does what operations.md says, over HTTP."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx

from tests.chaos.system import System
from tests.chaos.workload import Asked

MEMBERS = ("mint-1", "mint-2")

ALERT = "alliance_database_went_back 1.0"

PAGE = 500

PATIENCE = 120.0
"""Seconds that the operator goes on asking for one thing."""

LOOK = 0.5
"""Seconds between two looks at the alert."""

RE_ENTERED, DISCARDED = "re-entered", "discarded"

NOTHING_TO_SETTLE = ("database-did-not-go-back", "undecided")
"""All is settled; or more was found since, and the alert will say so again."""


@dataclass
class Recovery:
    """What `recover` told, and what was decided: `reported` facts, `re_entered` and `discarded` payments."""

    alerts: int = 0
    reported: set[UUID] = field(default_factory=set[UUID])
    re_entered: set[UUID] = field(default_factory=set[UUID])
    discarded: set[UUID] = field(default_factory=set[UUID])
    wrong: list[str] = field(default_factory=list[str])


@dataclass
class Operator:
    """Sits at the mint until told to go home. `asked`: every payment that anybody asked for, by its id."""

    system: System
    asked: Mapping[UUID, Asked]
    seed: int
    recovery: Recovery

    def start(self) -> None:
        """Begin to watch."""
        self._over, self._http = threading.Event(), httpx.Client(timeout=10)
        self._thread = threading.Thread(target=self._watch, name="operator", daemon=True)
        self._thread.start()

    def go_home(self) -> None:
        """Watch no more; what was begun is finished."""
        self._over.set()
        self._thread.join(PATIENCE + 10)
        self._http.close()

    def _watch(self) -> None:
        while not self._over.wait(LOOK):
            if any(self.system.says(name, ALERT) for name in MEMBERS):
                self.recovery.alerts += 1
                try:
                    self._recover()
                except AssertionError as failure:
                    self.recovery.wrong.append(f"recover: {failure}")

    def _recover(self) -> None:
        """Look to the end, decide about each, and settle key by key; what turns up meanwhile alarms again."""
        after = None
        while after := self._change("/operations/lost/look", after=after)["next"]:
            pass
        by_payment: dict[UUID, list[str]] = {}
        for each in self._listed():
            if not each["decision"]:
                by_payment.setdefault(payment_of(each), []).append(each["event_id"])
        for payment_id, event_ids in by_payment.items():
            self._decide(payment_id, event_ids)
        while self._change("/operations/lost/settle", NOTHING_TO_SETTLE)["left"]:
            pass

    def _listed(self) -> list[dict[str, Any]]:
        lost: list[dict[str, Any]] = []
        while page := self._page(lost[-1]["event_id"] if lost else None):
            lost += page
        self.recovery.reported |= {UUID(each["event_id"]) for each in lost}
        return lost

    def _page(self, after: str | None) -> list[dict[str, Any]]:
        asked = {"limit": str(PAGE)} | ({"after": after} if after else {})
        return self._ask("GET", "/operations/lost", params=asked).json()

    def _decide(self, payment_id: UUID, event_ids: list[str]) -> None:
        """Re-enter or discard a payment.

        Re-entered is by its client's command and key: whoever of the two comes second changes nothing.
        """
        fate = random.Random(f"{self.seed} {payment_id}").choice([RE_ENTERED, DISCARDED])
        if fate == RE_ENTERED:
            asked = self.asked[payment_id]
            answer = self._ask("POST", "/payments", key=str(payment_id), json=asked.body())
            assert answer.status_code == 201, f"payment {payment_id} wasn't taken again: {answer.text}"
            self.recovery.re_entered.add(payment_id)
        else:
            self.recovery.discarded.add(payment_id)
        self._change("/operations/lost/decide", event_ids=event_ids, decision=fate, why="chaos")

    def _change(self, path: str, refusals: tuple[str, ...] = (), **command: Any) -> dict[str, Any]:
        """What the operations answer; that nothing is left, when they refuse by one of these names."""
        answer = self._ask("POST", path, json=command)
        if answer.is_success:
            return answer.json()
        kind = answer.json()["type"].rpartition(":")[2]
        assert kind in refusals, f"{path} answered {answer.status_code}: {answer.text}"
        return {"left": 0}

    def _ask(self, method: str, path: str, *, key: str | None = None, **request: Any) -> httpx.Response:
        """Ask one member after the other until one answers something else than that it can't just now."""
        headers = {"Idempotency-Key": key} if key else {}
        deadline = time.monotonic() + PATIENCE
        turn = 0
        while True:
            address, turn = self.system.address(MEMBERS[turn % len(MEMBERS)]), turn + 1
            try:
                signed = headers | self.system.signed()
                answer = self._http.request(method, address + path, headers=signed, **request)
                if answer.status_code != 503:
                    return answer
                why = answer.text
            except httpx.TransportError as error:
                why = repr(error)
            assert time.monotonic() < deadline, f"{method} {path} had no answer in {PATIENCE:.0f} s; the last: {why}"
            time.sleep(0.1)


def payment_of(lost: Mapping[str, Any]) -> UUID:
    """The payment that a lost fact is about; none for a label that was torn off."""
    data = json.loads(lost["data"] or "{}")
    return UUID(data.get("payment_id") or data.get("words") or str(UUID(int=0)))
