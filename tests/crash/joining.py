"""The workload: schools join over HTTP, as a patient client asks for it, while the system is being killed."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count

from tests.crash.asking import PATIENCE, PatientClient, Refused
from tests.crash.stage import Standing

FIRST_URN = 200_000
SCHOOLS = 2_000
CLOSED_URN = 300_000
UNKNOWN_URN = 300_001

CLIENTS = 4

PACE = 0.2
"""Seconds between two schools where they join all the time."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A school that is to join, and its mailboxes. A late head is given an address after joining."""

    urn: int
    head: str
    office: str
    late: bool = False

    @property
    def mailboxes(self) -> set[str]:
        """Who is to get one e-mail each."""
        return {self.head.lower(), self.office.lower()}


@dataclass(frozen=True, slots=True)
class Joined:
    """A school whose joining was accepted, under the id that registry answered."""

    wish: Wish
    school_id: str


def wish(urn: int) -> Wish:
    """Every kind of school in turn: two mailboxes, one for both, a head whose address isn't known yet."""
    head, office = f"head@school{urn}.example.org", f"office@school{urn}.example.org"
    match urn % 4:
        case 1:
            return Wish(urn, f"All@school{urn}.example.org", f"all@school{urn}.example.org")
        case 2:
            return Wish(urn, head, office, late=True)
        case _:
            return Wish(urn, head, office)


class Joining:
    """Clients that let schools join, side by side; what was accepted is kept in `joined`."""

    def __init__(self, stage: Standing) -> None:
        self._client = PatientClient(stage, "registry")
        self._urns = count(FIRST_URN)
        self._pool = ThreadPoolExecutor(CLIENTS, thread_name_prefix="client")
        self._asked: list[Future[Joined]] = []
        self._last = float("-inf")
        self.joined: list[Joined] = []

    def close(self) -> None:
        """End the clients."""
        self._client.give_up()
        self._pool.shutdown(cancel_futures=True)
        self._client.close()

    def load_register(self) -> None:
        """Import a register of invented schools, one of them closed."""
        self._client.ask("POST", "/register/imports", content=register())
        assert self._client.ask("GET", "/counts")["schools"] == SCHOOLS + 1

    def ask_for(self, schools: int) -> list[Future[Joined]]:
        """Let so many more schools join, without waiting for it."""
        asked = [self._pool.submit(self._join, wish(next(self._urns))) for _ in range(schools)]
        self._asked += asked
        return asked

    def wait(self) -> None:
        """Until everything asked for was accepted; raises what went wrong."""
        asked, self._asked = self._asked, []
        self.joined += [each.result(PATIENCE) for each in asked]

    def keep_busy(self) -> None:
        """Let one more school join, unless one just did, or the clients have enough to do."""
        waiting = sum(not each.done() for each in self._asked)
        if waiting < 2 * CLIENTS and time.monotonic() > self._last + PACE:
            self._last = time.monotonic()
            self.ask_for(1)

    def refusal(self, urn: int) -> str:
        """The name by which a school is refused."""
        try:
            self._join(Wish(urn, "head@refused.example.org", "office@refused.example.org"))
        except Refused as refused:
            return refused.kind
        return "accepted"

    def _join(self, wanted: Wish) -> Joined:
        body = {"urn": wanted.urn, "head_name": "Ann Shaw", "office_address": wanted.office}
        if not wanted.late:
            body["head_address"] = wanted.head
        joined = Joined(wanted, self._client.ask("POST", "/members", json=body)["id"])
        if wanted.late:
            self._give_address(joined)
        return joined

    def _give_address(self, joined: Joined) -> None:
        contacts = self._client.ask("GET", f"/schools/{joined.school_id}")["contacts"]
        head = next(each["contact_id"] for each in contacts if each["role"] == "head")
        self._client.ask("PUT", f"/contacts/{head}", json={"name": "Ann Shaw", "address": joined.wish.head})


def register() -> bytes:
    """An edition of the register with invented schools."""
    rows: list[Sequence[object]] = [("URN", "EstablishmentName", "Town", "EstablishmentStatus (name)", "CloseDate")]
    rows += [(urn, f"School {urn}", "Ealing", "Open", "") for urn in range(FIRST_URN, FIRST_URN + SCHOOLS)]
    rows += [(CLOSED_URN, "Closed School", "Ealing", "Closed", "31-08-2020")]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
