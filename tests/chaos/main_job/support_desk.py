"""School-to-school support: SLEs designated, cases opened and declined, SLEs deployed, visits logged, ends."""

from __future__ import annotations

import random
from datetime import date

from shared.contracts.support import (
    DeploymentEnded,
    SLEDeployed,
    SLEDesignated,
    SupportDeclined,
    SupportRequested,
    VisitLogged,
)
from shared.kernel.clock import london_date, system_clock
from shared.kernel.years import AcademicYear
from tests.chaos.main_job.cast import Cast
from tests.chaos.main_job.desk import Act, Desk
from tests.chaos.main_job.known import Known
from tests.crash.asking import PatientClient

SPECIALISMS = ("assessment", "art")
RATES = ("yarlside_tsa_n_d_sle", "fairfields_tsa_2019_20_sle", "northern_alliance_2015_16_sle")
"""A flat amount kept, a share inside the price, a share on top."""

RELEASED = ("2.5", "6", "15")
DAYS = ("0.5", "1.5", "3")


class SupportDesk(Desk):
    """Works on cases; some deployments are paid from a grant that the grants desk applied for."""

    refusals = frozenset(
        {
            *("person-is-unknown", "school-is-unknown", "home-school-is-not-a-member", "own-school"),
            *("not-an-sle", "sle-has-another-specialism", "not-enough-days-left", "days-are-committed"),
            *("case-is-declined", "case-is-answered", "case-is-closed", "deployment-has-ended"),
            *("not-enough-agreed-days", "more-than-a-day-on-one-date", "visit-is-before-the-deployment"),
        }
    )

    def __init__(
        self, service: PatientClient, draw: random.Random, cast: Cast, known: Known, grants: list[str]
    ) -> None:
        super().__init__(service, draw, cast, known)
        self.grants = grants
        self.cases: list[str] = []
        self.deployments: list[tuple[str, date]] = []

    def acts(self) -> dict[Act, int]:
        """Visits most of all."""
        return {self.visit: 6, self.deploy: 5, self.request: 3, self.designate: 3, self.end: 1, self.decline: 1}

    def designate(self) -> None:
        """Somebody's days are released, or others than before."""
        person_id, year = self.somebody(), AcademicYear.of(_today()).begins
        body = {"person_id": person_id, "specialisms": SPECIALISMS, "academic_year": year}
        self.service.ask("POST", "/sles", json={**body, "released": self.draw.choice(RELEASED)})
        self.known.done(SLEDesignated, person_id)

    def request(self) -> None:
        """A school asks."""
        body = {"school_id": self.some_school(), "specialism": self.draw.choice(SPECIALISMS)}
        case_id = self.service.ask("POST", "/cases", json=body)["id"]
        self.known.done(SupportRequested, case_id)
        self.cases.append(case_id)

    def decline(self) -> None:
        """The answer is no."""
        if self.cases:
            case_id = self.draw.choice(self.cases)
            self.service.ask("POST", f"/cases/{case_id}/decline", json={"reason": "no_capacity"})
            self.known.done(SupportDeclined, case_id)
            self.cases.remove(case_id)

    def deploy(self) -> None:
        """An SLE goes there, in this academic year, by one of the rates."""
        if self.cases:
            case_id, begins_on = self.draw.choice(self.cases), self._day_of_this_year()
            body = {"person_id": self.somebody(), "days": self.draw.choice(DAYS), "begins_on": begins_on.isoformat()}
            paying = {"rate": self.draw.choice(RATES), "grant_id": self.draw.choice([None, *self.grants])}
            answer = self.service.ask("POST", f"/cases/{case_id}/deployments", json=body | paying)
            self.known.done(SLEDeployed, answer["id"])
            self.deployments.append((f"/cases/{case_id}/deployments/{answer['id']}", begins_on))

    def visit(self) -> None:
        """Half a day or a day was worked, since it began."""
        if self.deployments:
            path, begins_on = self.draw.choice(self.deployments)
            visited_on = max(begins_on, self._day_of_this_year(latest=0))
            body = {"visited_on": visited_on.isoformat(), "days": self.draw.choice(("0.5", "1"))}
            if visited_on <= _today():
                self.known.done(VisitLogged, self.service.ask("POST", f"{path}/visits", json=body)["id"])

    def end(self) -> None:
        """A deployment is over, before its time perhaps."""
        if self.deployments:
            path, begins_on = self.draw.choice(self.deployments)
            ending = self.draw.choice(("finished", "stopped_early"))
            self.service.ask("POST", f"{path}/end", json={"ending": ending})
            self.known.done(DeploymentEnded, path.rpartition("/")[2])
            self.deployments.remove((path, begins_on))

    def _day_of_this_year(self, latest: int = 20) -> date:
        """A day of this academic year, up to so many days from now."""
        year = AcademicYear.of(_today())
        return min(max(self.day(-60, latest), year.first_day), year.last_day)


def _today() -> date:
    return london_date(system_clock())
