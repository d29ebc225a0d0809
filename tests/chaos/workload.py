"""Clients that never stop asking: each payment is asked for until there is an answer, with one key, of any member."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx

from tests.chaos.mint import Ending
from tests.chaos.system import System

PURSES = 300
CLIENTS = 4
PAUSE = 0.08
"""Seconds on average between two payments of one client."""

PATIENCE = 120.0
"""Seconds that a client goes on asking."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A payment as it was asked for."""

    payment_id: UUID
    legs: tuple[tuple[str, int], ...]
    ending: Ending
    ripens_in: float | None

    def body(self) -> dict[str, Any]:
        """As it goes over HTTP."""
        legs = [{"purse": purse, "amount": amount} for purse, amount in self.legs]
        return {"payment_id": str(self.payment_id), "legs": legs, "ending": self.ending, "ripens_in": self.ripens_in}


@dataclass(frozen=True, slots=True)
class Answered:
    """An accepted payment, and when (monotonic) it had its answer: from then on its client asks no more."""

    asked: Asked
    at: float


@dataclass
class Workload:
    """Payments, drawn by a seed; what was accepted, and what was turned down, is the known answer."""

    system: System
    seed: int
    size: int = CLIENTS
    asked: dict[UUID, Asked] = field(default_factory=dict[UUID, Asked])
    accepted: list[Answered] = field(default_factory=list[Answered])
    turned_down: list[Asked] = field(default_factory=list[Asked])
    wrong: list[str] = field(default_factory=list[str])

    def start(self) -> None:
        """Begin to pay."""
        self._over, self._given_up = threading.Event(), threading.Event()
        clients = [threading.Thread(target=self._pay_on, args=(number,), daemon=True) for number in range(self.size)]
        self._clients = clients
        for client in clients:
            client.start()

    def finish(self) -> None:
        """Ask for nothing new; returns when everything asked for has its answer."""
        self._over.set()
        for client in self._clients:
            client.join(PATIENCE + 30)
            if client.is_alive():
                self.wrong.append("a client is still waiting for an answer")

    def stop(self) -> None:
        """Give up at once what has no answer yet."""
        self._over.set()
        self._given_up.set()
        for client in self._clients:
            client.join(PATIENCE)

    def _pay_on(self, number: int) -> None:
        draw = random.Random(f"{self.seed} client {number}")
        members = ["mint-1", "mint-2"]
        with httpx.Client(timeout=10) as http:
            while not self._over.is_set():
                asked = _payment(draw)
                self.asked[asked.payment_id] = asked
                draw.shuffle(members)
                self._note(asked, self._answer(http, asked, members))
                self._over.wait(draw.uniform(0, 2 * PAUSE))

    def _note(self, asked: Asked, status: int) -> None:
        expected = {Ending.KEPT: 201, Ending.REFUSED: 409, Ending.BROKEN: 500}[asked.ending]
        if status != expected:
            self.wrong.append(f"payment {asked.payment_id} ({asked.ending}) was answered with {status or 'nothing'}")
        elif status == 201:
            self.accepted.append(Answered(asked, time.monotonic()))
        else:
            self.turned_down.append(asked)

    def _answer(self, http: httpx.Client, asked: Asked, members: list[str]) -> int:
        """The status of the first answer that says what happened: not a 503, which says to ask again; 0 for none."""
        headers = {"Idempotency-Key": str(asked.payment_id)}
        deadline = time.monotonic() + PATIENCE
        turn = 0
        while time.monotonic() < deadline and not self._given_up.is_set():
            address, turn = self.system.address(members[turn % len(members)]), turn + 1
            try:
                answer = http.post(f"{address}/payments", headers=headers | self.system.signed(), json=asked.body())
            except httpx.TransportError:
                time.sleep(0.1)
                continue
            if answer.status_code != 503:
                return answer.status_code
            time.sleep(0.1)
        return 0


def _payment(draw: random.Random) -> Asked:
    """One to four coins, often two for the same purse; a few are refused or break; some set a timer."""
    legs = [(f"purse {draw.randrange(PURSES)}", draw.randrange(1, 1000)) for _ in range(draw.randint(1, 3))]
    if draw.random() < 0.3:
        legs.append((legs[0][0], draw.randrange(1, 1000)))
    ending = draw.choices(list(Ending), (85, 10, 5))[0]
    ripens_in = draw.uniform(0.2, 6.0) if draw.random() < 0.15 else None
    return Asked(UUID(int=draw.getrandbits(128), version=4), tuple(legs), ending, ripens_in)
