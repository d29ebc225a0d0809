"""Who works at the example's schools, beside the heads."""

import csv
from dataclasses import dataclass
from typing import Any

from deploy.demo.members import DATA


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented; `urn` is their school's, as it is in the list of members."""

    name: str
    urn: int
    role: str
    email: str | None

    def registering(self, school_id: str) -> dict[str, Any]:
        """What registry is asked."""
        return {"school_id": school_id, "name": self.name, "roles": [self.role], "address": self.email}


def example_people() -> list[Person]:
    """All of them, in the file's order."""
    with (DATA / "people.csv").open(encoding="utf-8", newline="") as stream:
        return [_person(row) for row in csv.DictReader(stream)]


def _person(row: dict[str, str]) -> Person:
    return Person(row["name"], int(row["urn"]), row["role"], row["email"] or None)
