"""The alliance's main job, done while everything breaks: courses, support and grants, over the services' own HTTP."""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.chaos.main_job.cast import SCHOOLS, Cast
from tests.chaos.main_job.courses_desk import CoursesDesk, Offer
from tests.chaos.main_job.desk import Desk
from tests.chaos.main_job.grants_desk import GrantsDesk
from tests.chaos.main_job.known import Known
from tests.chaos.main_job.support_desk import SupportDesk
from tests.crash.asking import PATIENCE, PatientClient
from tests.crash.joining import Joining
from tests.crash.stage import Standing

SERVICES = ("registry", "bookings", "support", "finance")


@dataclass
class MainJob:
    """Four desks, by a seed; `cast` and `known` are what the verdict needs."""

    stage: Standing
    joining: Joining
    seed: int
    cast: Cast = field(default_factory=Cast)
    known: Known = field(default_factory=Known)

    def start(self) -> None:
        """Begin: first some schools join, and their people are registered."""
        self._clients = {name: PatientClient(self.stage, name) for name in SERVICES}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="main job", daemon=True)
        self._asked = self.joining.ask_for(SCHOOLS)
        self._thread.start()

    def finish(self) -> None:
        """Ask for nothing new; returns when everything asked for has its answer."""
        self._over.set()
        self._thread.join(2 * PATIENCE)
        if self._thread.is_alive():
            self.known.wrong.append("main job: somebody is still waiting for an answer")

    def close(self) -> None:
        """Give up at once what has no answer yet."""
        self._over.set()
        for client in self._clients.values():
            client.give_up()
        self._thread.join(PATIENCE)
        for client in self._clients.values():
            client.close()

    def _work(self) -> None:
        try:
            self.cast.add(Cast.register(self._asked, self._clients["registry"]))
        except AssertionError as failure:
            self.known.wrong.append(f"main job: {failure}")
            return
        threads = [threading.Thread(target=each.work, args=(self._over,), daemon=True) for each in self._desks()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _desks(self) -> Sequence[Desk]:
        draws = [random.Random(f"{self.seed} desk {number}") for number in range(4)]
        offer, grants = Offer(), list[str]()
        common = self.cast, self.known
        return (
            CoursesDesk(self._clients["bookings"], draws[0], *common, offer),
            CoursesDesk(self._clients["bookings"], draws[1], *common, offer),
            SupportDesk(self._clients["support"], draws[2], *common, grants),
            GrantsDesk(self._clients["finance"], draws[3], *common, grants),
        )
