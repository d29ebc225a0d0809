"""Whom a message goes to and what it speaks of: by kind and id, so that it can wait for what nobody has told yet."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class Kind(StrEnum):
    """What is meant. Only the first four can be written to; a trainer is named if known, and never waited for."""

    CONTACT = "contact"
    PERSON = "person"
    OFFICE = "office"
    HEAD = "head"
    SCHOOL = "school"
    CASE = "case"
    COURSE = "course"
    TRAINER = "trainer"


class Reference(NamedTuple):
    """One of them, by its id: `office` and `head` by their school's. Written `office:0198…`."""

    kind: Kind
    id: UUID

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def read(cls, written: str) -> "Reference":
        """What was written."""
        kind, _, identity = written.partition(":")
        return cls(Kind(kind), UUID(identity))


def spoken_of(values: Mapping[str, str]) -> Iterator[Reference]:
    """What a template's values name by id: `case_id`, `course_id`, `person_id`, `…school_id` and `trainer_ids`."""
    for name, value in values.items():
        if name.endswith("school_id"):
            yield Reference(Kind.SCHOOL, UUID(value))
        elif name in {"case_id", "course_id", "person_id"}:
            yield Reference(Kind(name.removesuffix("_id")), UUID(value))
        elif name == "trainer_ids":
            yield from (Reference(Kind.TRAINER, UUID(each)) for each in value.split())
