"""Who takes part in the main job: schools that joined and people who work there, with their mailboxes."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field

from deploy.local.services import ALLIANCE
from tests.crash.asking import PATIENCE, PatientClient
from tests.crash.joining import Joined, Wish

SCHOOLS = 3

FINANCE_OFFICER = ALLIANCE["ALLIANCE_FINANCE_EMAIL"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at a school; without an address their school's office is written to in their stead."""

    person_id: str
    school_id: str
    address: str | None


@dataclass
class Cast:
    """All of them, by their ids."""

    schools: dict[str, Wish] = field(default_factory=dict[str, Wish])
    people: dict[str, Person] = field(default_factory=dict[str, Person])

    @classmethod
    def register(cls, joining: Iterable[Future[Joined]], registry: PatientClient) -> Cast:
        """Two people at each school that joins, one of them without an address."""
        cast = cls()
        for joined in (each.result(PATIENCE) for each in joining):
            urn, school_id = joined.wish.urn, joined.school_id
            cast.schools[school_id] = joined.wish
            for address in (f"teacher@school{urn}.example.org", None):
                body = {"school_id": school_id, "name": "Bo Lane", "roles": ["teacher"], "address": address}
                person_id = registry.ask("POST", "/people", json=body)["id"]
                cast.people[person_id] = Person(person_id, school_id, address)
        return cast

    def add(self, other: Cast) -> None:
        """Those of another trial on the same system."""
        self.schools |= other.schools
        self.people |= other.people

    def colleagues(self, person_id: str) -> list[str]:
        """Others at the same school."""
        school_id = self.people[person_id].school_id
        there = [each.person_id for each in self.people.values() if each.school_id == school_id]
        return [each for each in there if each != person_id]

    def person(self, person_id: object) -> frozenset[str]:
        """The mailbox for somebody."""
        person = self.people[str(person_id)]
        return frozenset({person.address}) if person.address else self.office(person.school_id)

    def office(self, school_id: object) -> frozenset[str]:
        """The mailbox of a school's office."""
        return frozenset({self.schools[str(school_id)].office.lower()})

    def head(self, school_id: object) -> frozenset[str]:
        """The mailbox of a school's head; while nobody knew a late head's address, it was the office's."""
        wish = self.schools[str(school_id)]
        return frozenset({wish.head.lower()}) | (self.office(school_id) if wish.late else frozenset())
