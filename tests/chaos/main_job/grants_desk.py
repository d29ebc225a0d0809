"""Grants: applied for, then received, whole or in part, or refused; core grants come by schedule."""

from __future__ import annotations

import random

from shared.contracts.finance import GrantApplied, GrantReceived, GrantRefused
from tests.chaos.main_job.cast import Cast
from tests.chaos.main_job.desk import Act, Desk
from tests.chaos.main_job.known import Known
from tests.crash.asking import PatientClient

PENCE = (500_000, 777_777, 1_200_000, 2_000_000)
YEARS = (2025, 2026, 2027, 2028)
"""Of the first the grants are earned at once."""


class GrantsDesk(Desk):
    """`grants` are those applied for, which deployments may be paid from."""

    refusals = frozenset({"grant-already-received", "grant-was-refused", "already-scheduled", "no-grant-that-year"})

    def __init__(
        self, service: PatientClient, draw: random.Random, cast: Cast, known: Known, grants: list[str]
    ) -> None:
        super().__init__(service, draw, cast, known)
        self.grants = grants
        self.applied: dict[str, int] = {}

    def acts(self) -> dict[Act, int]:
        """Applying most of all."""
        return {self.apply: 5, self.receive: 3, self.refuse: 2, self.schedule: 1}

    def apply(self) -> None:
        """For a support grant."""
        pence = self.draw.choice(PENCE)
        body = {"pence": pence, "academic_year": self.draw.choice(YEARS)}
        grant_id = self.service.ask("POST", "/grants", json=body)["id"]
        self.known.done(GrantApplied, grant_id)
        self.applied[grant_id] = pence
        self.grants.append(grant_id)

    def receive(self) -> None:
        """The award letter came, for some of it perhaps; perhaps it came before."""
        if self.applied:
            grant_id, pence = self.draw.choice(list(self.applied.items()))
            body = {"pence": pence - self.draw.choice((0, 1, 333_333))}
            self.service.ask("POST", f"/grants/{grant_id}/receive", json=body)
            self.known.done(GrantReceived, grant_id)

    def refuse(self) -> None:
        """It was turned down; perhaps that is known."""
        if self.applied:
            grant_id = self.draw.choice(list(self.applied))
            self.service.ask("POST", f"/grants/{grant_id}/refuse")
            self.known.done(GrantRefused, grant_id)

    def schedule(self) -> None:
        """A year's core or NLE grant, which comes once."""
        body = {"kind": self.draw.choice(("core", "nle")), "academic_year": self.draw.choice(YEARS)}
        self.known.done(GrantReceived, self.service.ask("POST", "/grants/scheduled", json=body)["id"])
