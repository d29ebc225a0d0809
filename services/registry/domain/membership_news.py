"""What an import of the register means for the members: only theirs are facts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from services.registry.domain.links import Ambiguous, Succession
from services.registry.domain.register import Entry
from services.registry.domain.school import School, SchoolFact
from shared.contracts.registry import Status
from shared.kernel.ids import Urn

NOT_THERE = (Status.CLOSED, Status.PROPOSED)
"""A successor in one of these can't go on for anybody: it is no more, or not yet."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """A member whose succession a person must decide.

    It merged or split, the links contradict each other, or the alliance knows the successor as a school of its own.
    """

    urn: Urn
    name: str
    candidates: tuple[int, ...]


@dataclass(slots=True)
class News:
    """The facts to tell, the schools that they changed, and what a person must decide."""

    facts: list[SchoolFact] = field(default_factory=list[SchoolFact])
    changed: list[School] = field(default_factory=list[School])
    undecided: list[Undecided] = field(default_factory=list[Undecided])


def news(
    members: Sequence[School],
    entries: Mapping[int, Entry],
    succession: Mapping[int, Succession],
    taken: Collection[int] = (),
) -> News:
    """What the register now says of the members. `entries` by URN are theirs and those of whoever goes on for them.

    `taken` are the successors that are schools of the alliance already, former members too: two can't become one.
    """
    told = News()
    for school in members:
        goes_on = succession.get(school.urn)
        if isinstance(goes_on, int) and goes_on in taken:
            goes_on = Ambiguous(school.urn, (goes_on,))
        facts = _of(school, entries, goes_on, told)
        if facts:
            told.facts.extend(facts)
            told.changed.append(school)
    return told


def _of(school: School, entries: Mapping[int, Entry], goes_on: Succession, told: News) -> list[SchoolFact]:
    if isinstance(goes_on, Ambiguous):
        told.undecided.append(Undecided(school.urn, school.name, goes_on.candidates))
    if isinstance(goes_on, int) and (successor := entries.get(goes_on)) and successor.status not in NOT_THERE:
        return [school.succeed(successor)]
    entry = entries.get(school.urn)
    return school.hear(entry) if entry else []
