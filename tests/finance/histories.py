"""Histories of an alliance's money: facts with the days on which they were told, as owners could tell them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from shared.contracts.bookings import CourseBooked
from shared.contracts.fact import fact_type, key_of
from shared.contracts.finance import GrantApplied, GrantKind, GrantReceived
from shared.contracts.support import SLEDeployed
from shared.kernel.ids import BookingId, CaseId, CourseId, DeploymentId, GrantId, SchoolId
from tests.finance.facts import (
    applied,
    attended,
    booked,
    cancelled,
    changed,
    deployed,
    earned,
    ended,
    received,
    refused,
    scheduled,
    visited,
)

Pick = Callable[[int], int]
"""Picks a number below the one given: Hypothesis draws it, or a seed does."""

Told = tuple[Any, date]

T = TypeVar("T")

DAYS = tuple(date(year, *day) for year in (2026, 2027) for day in ((3, 31), (4, 1), (8, 31), (9, 1), (11, 3)))
"""On both sides of 31 March and of 31 August."""

FEES = (0, 1, 4999, 12000)
RATES = (1, 33333, 35000, 42001)
SCHOOLS = tuple(SchoolId(UUID(int=0x500 + n)) for n in range(3))
STRANDS = ("cpd", "itt")


@dataclass
class Alliance:
    """What has happened so far, as far as the next fact has to fit to it."""

    pick: Pick
    told: list[Told] = field(default_factory=list[Told])
    courses: list[CourseId] = field(default_factory=list[CourseId])
    places: list[CourseBooked] = field(default_factory=list[CourseBooked])
    deployments: list[SLEDeployed] = field(default_factory=list[SLEDeployed])
    open: list[GrantApplied] = field(default_factory=list[GrantApplied])
    promised: list[GrantReceived] = field(default_factory=list[GrantReceived])
    grants: list[GrantId] = field(default_factory=list[GrantId])

    def one(self, among: Sequence[Any]) -> Any:
        """One of these."""
        return among[self.pick(len(among))]

    def tell(self, fact: Any) -> None:
        """It happens, on some day."""
        self.told.append((fact, self.one(DAYS)))

    def new_id(self) -> UUID:
        """An id that nothing has yet."""
        return UUID(int=0xF000 + len(self.told))

    def schedule(self) -> None:
        """A course of one or two sessions."""
        self.courses.append(CourseId(self.new_id()))
        self.tell(scheduled(self.one(DAYS), self.one(DAYS), course=self.courses[-1], strand=self.one(STRANDS)))

    def change(self) -> None:
        """A course moves, perhaps over the end of a year, perhaps into another strand."""
        if self.courses:
            self.tell(changed(self.one(DAYS), course=self.one(self.courses), strand=self.one(STRANDS)))

    def book(self) -> None:
        """A place is taken."""
        if self.courses:
            fact = booked(
                BookingId(self.new_id()),
                course=self.one(self.courses),
                school=self.one(SCHOOLS),
                fee=self.one(FEES),
            )
            self.places.append(fact)
            self.tell(fact)

    def cancel(self) -> None:
        """A place is given back, for nothing or for half of it."""
        if self.places:
            place = self.places.pop(self.pick(len(self.places)))
            charge = self.one((0, place.fee.pence // 2))
            self.tell(cancelled(place.booking_id, course=place.course_id, school=place.school_id, charge=charge))

    def attend(self) -> None:
        """A session is recorded, the last one or another."""
        if self.courses:
            self.tell(attended(course=self.one(self.courses), delivered=bool(self.pick(2))))

    def deploy(self) -> None:
        """An SLE is deployed; a grant that was applied for may pay."""
        fact = deployed(
            1 + self.pick(12),
            self.one(RATES),
            deployment=DeploymentId(self.new_id()),
            case=CaseId(UUID(int=0xCA00 + self.pick(3))),
            begins=self.one(DAYS),
            on_top=bool(self.pick(2)),
            grant=self.one((None, *self.grants)),
        )
        self.deployments.append(fact)
        self.tell(fact)

    def visit(self) -> None:
        """Half a day or more is worked."""
        if self.deployments:
            of = self.one(self.deployments)
            self.tell(visited(1 + self.pick(3), self.one(DAYS), deployment=of.deployment_id, case=of.case_id))

    def end(self) -> None:
        """A deployment is over."""
        if self.deployments:
            of = self.deployments.pop(self.pick(len(self.deployments)))
            self.tell(ended(0, 0, deployment=of.deployment_id, case=of.case_id))

    def apply(self) -> None:
        """A support grant is applied for."""
        fact = applied(500_001 + self.pick(9), GrantId(self.new_id()), 2026 + self.pick(2))
        self.open.append(fact)
        self.grants.append(fact.grant_id)
        self.tell(fact)

    def decide(self) -> None:
        """An application is received, whole or in part, or refused."""
        if self.open:
            grant = self.open.pop(self.pick(len(self.open)))
            pence, year = grant.amount.pence, grant.academic_year
            one = self.one(
                (
                    received(pence, pence, grant.grant_id, year),
                    received(pence - 1, pence, grant.grant_id, year),
                    refused(pence, grant.grant_id, year),
                )
            )
            self.tell(one)
            if isinstance(one, GrantReceived):
                self.promised.append(one)

    def give(self) -> None:
        """A grant comes by the schedule."""
        kind = self.one((GrantKind.CORE, GrantKind.NLE))
        self.promised.append(received(600_000, 0, GrantId(self.new_id()), 2026 + self.pick(2), kind))
        self.tell(self.promised[-1])

    def earn(self) -> None:
        """The year of a promised grant has begun."""
        if self.promised:
            self.tell(earned(self.promised.pop(self.pick(len(self.promised)))))


def history(pick: Pick, length: int) -> list[Told]:
    """Up to so many facts."""
    alliance = Alliance(pick)
    kinds = (
        Alliance.schedule,
        Alliance.book,
        Alliance.book,
        Alliance.change,
        Alliance.cancel,
        Alliance.attend,
        Alliance.deploy,
        Alliance.visit,
        Alliance.visit,
        Alliance.end,
        Alliance.apply,
        Alliance.decide,
        Alliance.give,
        Alliance.earn,
    )
    for _ in range(length):
        alliance.one(kinds)(alliance)
    return alliance.told


def shuffled(told: Sequence[tuple[Any, T]], pick: Pick) -> list[tuple[Any, T]]:
    """The same facts in another order, in which each key's own is kept: so may a reader get them."""
    stories: dict[tuple[str, str], list[tuple[Any, T]]] = {}
    for each in told:
        stories.setdefault((fact_type(each[0]).topic.name, key_of(each[0])), []).append(each)
    rest, mixed = list(stories.values()), list[tuple[Any, T]]()
    while rest:
        story = rest[pick(len(rest))]
        mixed.append(story.pop(0))
        rest = [each for each in rest if each]
    return mixed
