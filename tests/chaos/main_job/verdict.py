"""The verdict on the main job: commands, their facts, what owners hold, e-mails and finance's books, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from shared.contracts.bookings import BookingCancelled, CourseCancelled
from tests.chaos.main_job import letters
from tests.chaos.main_job.cast import Cast
from tests.chaos.main_job.evidence import POSTED, Remains, Telling
from tests.chaos.main_job.known import Deed, Known
from tests.chaos.main_job.ledger import Ledger
from tests.chaos.main_job.standing import Standings
from tests.chaos.verdict import shortened
from tests.crash.evidence import Evidence
from tests.finance.recomputing import Sums, recomputed

IN_ORDER = {"out_of_balance": 0, "projection_differs": 0, "waiting": 0, "catching_up": False}
"""What finance must say of its own books."""


def complaints(known: Sequence[Known], cast: Cast, remains: Remains, mail: Evidence) -> list[str]:
    """What is wrong; empty when every promise was kept."""
    found = [
        chain.from_iterable(each.wrong for each in known),
        _deeds(known, remains.told),
        _held(remains),
        letters.complaints(remains.told, cast, mail),
        _ledgers(remains),
    ]
    return [each for kind in found for each in shortened(kind)]


def _deeds(known: Sequence[Known], told: Sequence[Telling]) -> Iterator[str]:
    """Each accepted command has its one fact; no other fact tells of a command."""
    accepted = Counter(chain.from_iterable(each.deeds for each in known))
    facts = Counter(_commanded([each.fact for each in told]))
    for deed in sorted(accepted.keys() | facts.keys()):
        if facts[deed] != accepted[deed]:
            yield f"{deed} was accepted {accepted[deed]} times, and told {facts[deed]} times"


def _commanded(facts: Iterable[object]) -> Iterator[Deed]:
    """What people did. When a course is cancelled, its bookings' cancellations follow by themselves."""
    cancelled = set[object]()
    for fact in facts:
        if isinstance(fact, CourseCancelled):
            cancelled.add(fact.course_id)
        follows = isinstance(fact, BookingCancelled) and fact.course_id in cancelled
        if not follows and (deed := Deed.of(fact)):
            yield deed


def _held(remains: Remains) -> Iterator[str]:
    """The owners' tables stand as their facts tell, and no rule was broken on the way."""
    standings = Standings()
    for each in remains.told:
        standings.hear(each.fact)
    yield from standings.broken
    held = remains.held
    yield from _differences("booking", Counter(standings.bookings()), held.bookings)
    yield from _differences("deployment", standings.deployments, held.deployments)
    yield from _differences("SLE and year", standings.years, held.years)
    yield from _differences("grant", standings.grants, held.grants)


def _ledgers(remains: Remains) -> Iterator[str]:
    """The ledger is right, it is right once rebuilt, and every account stands as before."""
    if remains.ledger is None:
        yield "finance has not heard everything, so that nobody had its ledger rebuilt"
    else:
        yield from _ledger("finance", remains.ledger, remains.told)
        before, after = remains.ledger.pennies, remains.rebuilt.pennies
        yield from _differences("account", before, after, "{} pence before the rebuild, {} after it")
    yield from _ledger("finance rebuilt", remains.rebuilt, remains.told)


def _ledger(whose: str, ledger: Ledger, told: Sequence[Telling]) -> Iterator[str]:
    """The books balance; they were kept from each fact once; another reckoning comes to the same penny."""
    for what, right in IN_ORDER.items():
        if ledger.books[what] != right:
            yield f"{whose}: {what} is {ledger.books[what]}; right is {right}"
    for transaction, pence in ledger.unbalanced.items():
        yield f"{whose}: transaction {transaction} doesn't balance, by {pence} pence"
    posted = Counter(each.event_id for each in told if isinstance(each.fact, POSTED))
    for event_id in sorted(posted.keys() | ledger.heard.keys()):
        heard, times = ledger.heard[event_id], posted[event_id]
        if heard != times:
            yield f"{whose}: fact {event_id} was heard {heard} times, and told {times} times"
    right = recomputed([(each.fact, each.on) for each in told])
    yield from _sums(f"{whose}'s postings", ledger.sums, right)
    yield from _sums(f"{whose}'s projection", ledger.projection, right)


def _sums(whose: str, sums: Sums, right: Sums) -> Iterator[str]:
    """Pence, by year, strand, kind and certainty: income, expected, home schools' share."""
    for line in sorted(sums.keys() | right.keys()):
        if sums.get(line) != right.get(line):
            yield f"{whose}: {sums.get(line)} pence under {line}; another reckoning has {right.get(line)}"


def _differences(
    what: str,
    right: Mapping[Any, object],
    there: Mapping[Any, object],
    said: str = "its facts say {}, its owner {}",
) -> Iterator[str]:
    """Where two of the same disagree."""
    for each in right.keys() | there.keys():
        if right.get(each) != there.get(each):
            yield f"{what} {each}: {said.format(right.get(each), there.get(each))}"
