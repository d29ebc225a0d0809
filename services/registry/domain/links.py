"""Links between URNs, and who goes on for whom: schools become academies under a new URN, they merge and they split.

The links are a graph with merges, splits and, in a damaged file, circles. Source: the national register's links file.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

SUCCESSOR = "Successor"
"""The one kind that says plainly: that URN goes on for this one."""

MUTUAL = (
    "Merged - change in age range",
    "Merged - expansion of school capacity",
    "Merged - expansion in school capacity and changer in age range",
    "Result of Amalgamation",
)
"""Kinds that stand at both schools of a merger, so that they don't tell which of the two goes on."""

KINDS = {
    kind.casefold(): kind
    for kind in (
        SUCCESSOR,
        "Successor - merged",
        "Successor - amalgamated",
        "Successor - Split School",
        "Predecessor",
        "Predecessor - merged",
        "Predecessor - amalgamated",
        "Predecessor - Split School",
        *MUTUAL,
        "Sixth Form Centre School",
        "Sixth Form Centre Link",
        "Expansion",
        "Closure",
        "Other",
    )
}


@dataclass(frozen=True, slots=True)
class Link:
    """`urn` is linked to `link_urn`. The day is None when the register doesn't give it."""

    urn: int
    link_urn: int
    kind: str
    established_on: date | None = None


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A person must decide who goes on: at `urn` the links lead to these `candidates`, or back to where they began."""

    urn: int
    candidates: tuple[int, ...]


Succession = int | Ambiguous | None
"""Who goes on for a URN: one URN, nobody, or a person must decide."""


def successor_of(urn: int, links: Collection[Link], on: date) -> Succession:
    """Who goes on for a school on that day: a chain of single plain successors is followed to its end.

    Links dated later count for nothing; an undated link counts. None when nothing follows. `links` may hold others'.
    """
    return followed(urn, past(links, on))


def successions(urns: Collection[int], links: Collection[Link], on: date) -> dict[int, Succession]:
    """Who goes on for each of these schools; where two of them would become one, a person must decide.

    Infant and junior schools merge into a primary, often by plain links: the alliance can't keep both identities.
    """
    held = past(links, on)
    found = {urn: followed(urn, held) for urn in urns}
    ends = Counter(end for end in found.values() if isinstance(end, int))
    return {urn: unshared(urn, end, ends, urns) for urn, end in found.items()}


def unshared(urn: int, end: Succession, ends: Mapping[int, int], urns: Collection[int]) -> Succession:
    """The succession, unless another of the schools comes to the same end or is that end."""
    if isinstance(end, int) and (ends[end] > 1 or end in urns):
        return Ambiguous(urn, (end,))
    return end


def past(links: Iterable[Link], on: date) -> dict[int, list[Link]]:
    """The links that hold on that day, by the school they start from."""
    held: dict[int, list[Link]] = {}
    for link in links:
        if link.link_urn != link.urn and (link.established_on is None or link.established_on <= on):
            held.setdefault(link.urn, []).append(link)
    return held


def followed(urn: int, held: Mapping[int, Collection[Link]]) -> Succession:
    """The end of the chain that starts at a URN."""
    seen = [urn]
    while isinstance(step := next_step(seen[-1], held), int):
        if step in seen:
            return Ambiguous(step, tuple(seen[seen.index(step) + 1 :]))
        seen.append(step)
    if step is None and len(seen) == 1:
        return mutual_successor(urn, held.get(urn, ()))
    return step or seen[-1]


def next_step(urn: int, held: Mapping[int, Collection[Link]]) -> Succession:
    """The one plain successor that a school's own links name."""
    named = [link for link in held.get(urn, ()) if link.kind.startswith(SUCCESSOR)]
    candidates = tuple(sorted({link.link_urn for link in named}))
    if len(candidates) > 1 or any(link.kind != SUCCESSOR for link in named):
        return Ambiguous(urn, candidates)
    return candidates[0] if candidates else None


def mutual_successor(urn: int, links: Iterable[Link]) -> Ambiguous | None:
    """What a school without a named successor merged with: never certain, for the other may be the one that ended."""
    merged = {link.link_urn for link in links if link.kind in MUTUAL}
    return Ambiguous(urn, tuple(sorted(merged))) if merged else None


def kind_of(written: str) -> str:
    """A kind of link in the register's own capitals; one not met before as it was written."""
    words = " ".join(written.split())
    return KINDS.get(words.casefold(), words)
