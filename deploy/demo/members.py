"""Who is in the example alliance."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("data")


@dataclass(frozen=True, slots=True)
class Member:
    """A school and its invented people. `successor_urn`: under which number it goes on once the links are known."""

    urn: int
    school: str
    head_name: str
    head_email: str | None
    office_email: str | None
    successor_urn: int | None

    @property
    def urns(self) -> set[int]:
        """The numbers under which it may be a member already."""
        return {self.urn} | ({self.successor_urn} if self.successor_urn else set())

    def joining(self) -> dict[str, Any]:
        """What registry is asked."""
        return {
            "urn": self.urn,
            "head_name": self.head_name,
            "head_address": self.head_email,
            "office_address": self.office_email,
        }


def example_members() -> list[Member]:
    """All of them, in the file's order."""
    return _members_in(DATA / "members.csv")


def introduced_schools() -> list[Member]:
    """Schools that ask for support without being members."""
    return _members_in(DATA / "introduced.csv")


def _members_in(file: Path) -> list[Member]:
    with file.open(encoding="utf-8", newline="") as stream:
        return [_member(row) for row in csv.DictReader(stream)]


def _member(row: dict[str, str]) -> Member:
    successor = row["successor_urn"]
    return Member(
        urn=int(row["urn"]),
        school=row["school"],
        head_name=row["head_name"],
        head_email=row["head_email"] or None,
        office_email=row["office_email"] or None,
        successor_urn=int(successor) if successor else None,
    )
