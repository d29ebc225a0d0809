"""The verdict on the coins: everything that the remains show to be wrong, in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from tests.chaos.coins import MELTED, RIPENED
from tests.chaos.evidence import Books, Remains
from tests.chaos.loss import Lost
from tests.chaos.workload import Answered, Asked

AT_MOST = 5
"""Complaints of one kind that are told singly."""


def complaints(accepted: Sequence[Answered], turned_down: Sequence[Asked], remains: Remains) -> list[str]:
    """What is wrong; empty when every promise was kept."""
    found = [
        [f"unfinished: {count} {what}" for what, count in sorted(remains.unfinished.items())],
        list(_payments(accepted, turned_down, remains)),
        list(_told(remains)),
        list(_published(remains)),
        list(_recovered(remains)),
        *(
            [*_effects(name, books, remains), *_projections(name, books, remains)]
            for name, books in remains.books.items()
        ),
        list(_labels(remains)),
        list(_receipts(remains)),
    ]
    return [each for kind in found for each in shortened(kind)]


def gone(accepted: Sequence[Answered], remains: Remains) -> set[UUID]:
    """Accepted payments that a restore took, and that nobody asked for again: the only ones that may not be there.

    One that had its answer before the restore was over was committed before it. One that had it later was done again,
    by its client or by the operator, for the note of its Idempotency-Key was lost with it.
    """
    done_again = remains.recovery.re_entered
    taken = [(payment_id, loss.over) for loss in remains.losses for payment_id in loss.payments - done_again]
    answered = {each.asked.payment_id: each.at for each in accepted}
    return {payment_id for payment_id, over in taken if answered.get(payment_id, over) < over}


def _payments(accepted: Sequence[Answered], turned_down: Sequence[Asked], remains: Remains) -> Iterator[str]:
    """Accepted is committed, whole and once, unless a restore took it; what was turned down has left nothing."""
    entered = Counter((entry.payment_id, entry.leg) for entry in remains.ledger)
    excused = gone(accepted, remains)
    for asked in (each.asked for each in accepted):
        right = 0 if asked.payment_id in excused else 1
        legs = [*range(len(asked.legs)), *([RIPENED] if asked.ripens_in is not None else [])]
        for leg in legs:
            if (times := entered[asked.payment_id, leg]) != right:
                lost = ", lost by a restore and not asked for again" if asked.payment_id in excused else ""
                yield f"payment {asked.payment_id} was accepted{lost}, but its coin {leg} was entered {times} times"
    known = {each.asked.payment_id for each in accepted}
    for entry in remains.ledger:
        if entry.payment_id not in known:
            yield f"payment {entry.payment_id} was not accepted, but its coin {entry.leg} was entered"
    for asked in turned_down:
        if any(entered[asked.payment_id, leg] for leg in (MELTED, RIPENED, *range(len(asked.legs)))):
            yield f"payment {asked.payment_id} was turned down, but left something"


def _told(remains: Remains) -> Iterator[str]:
    """What is entered is told once; besides it there are only facts that a restore took, as readers have them."""
    lost = {each.event_id: each for each in _lost(remains)}
    told = Counter((each.payment_id, each.leg) for each in remains.told if each.event_id not in lost)
    entered = Counter((entry.payment_id, entry.leg) for entry in remains.ledger)
    for coin in told.keys() | entered.keys():
        if told[coin] != entered[coin]:
            yield f"coin {coin} was entered {entered[coin]} times, and told {told[coin]} times"
    for each in remains.outbox:
        was = lost.get(each.event_id)
        if was and was.sequence != each.sequence:
            yield f"{was.topic} {was.key} number {was.sequence} was lost, and came back as number {each.sequence}"


def _lost(remains: Remains) -> list[Lost]:
    return [each for loss in remains.losses for each in loss.facts]


def _published(remains: Remains) -> Iterator[str]:
    """What is committed stands on Kafka, and nothing else does, but for what a restore took."""
    on_kafka = {each.event_id for each in remains.kafka}
    committed = {each.event_id for each in (*remains.outbox, *_lost(remains))}
    for each in remains.outbox:
        if each.newest and each.event_id not in on_kafka:
            yield f"{each.topic} {each.key} number {each.sequence} is not on Kafka"
    for each in remains.kafka:
        if each.event_id not in committed:
            yield f"{each.topic} {each.key} number {each.sequence} on Kafka was never committed"


def _recovered(remains: Remains) -> Iterator[str]:
    """What a restore took and Kafka holds was listed by `recover`, and nothing else was; somebody gave the alarm."""
    yield from remains.recovery.wrong
    reported, on_kafka = remains.recovery.reported, {each.event_id for each in remains.kafka}
    lost = {each.event_id: each for each in _lost(remains)}
    for each in lost.values():
        if each.event_id in on_kafka and each.event_id not in reported:
            yield f"{each.topic} {each.key} number {each.sequence} was lost and is on Kafka: recover didn't list it"
    yield from (f"recover listed {each}, which was not lost" for each in reported - lost.keys())
    if lost.keys() & on_kafka and not remains.recovery.alerts:
        yield "the database went back, and nobody said so"


def _effects(name: str, books: Books, remains: Remains) -> Iterator[str]:
    """Each coin that was told once, under its number; so each purse's in the order in which the mint told them."""
    times = Counter((effect.purse, effect.sequence, effect.payment_id, effect.leg) for effect in books.effects)
    told = {(each.purse, each.sequence, each.payment_id, each.leg) for each in remains.told}
    for each in told:
        if times[each] != 1:
            yield f"{name}: coin {each[2:]} had {times[each]} effects as number {each[1]} of {each[0]}"
    for each in times.keys() - told:
        yield f"{name}: an effect of coin {each[2:]} as number {each[1]} of {each[0]}, which the mint doesn't know"
    for purse, numbers in _by_purse(books).items():
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"{name}: {purse} was read in the order {numbers}"


def _by_purse(books: Books) -> dict[str, list[int]]:
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for effect in books.effects:
        numbers[effect.purse].append(effect.sequence)
    return numbers


def _projections(name: str, books: Books, remains: Remains) -> Iterator[str]:
    """The fold's totals are the sums of what was told; the labels are the newest."""
    coins: Counter[str] = Counter()
    pence: Counter[str] = Counter()
    for each in remains.told:
        if each.leg >= 0:
            coins[each.purse] += 1
            pence[each.purse] += each.amount
    for purse in coins.keys() | books.totals.keys():
        right = (coins[purse], pence[purse])
        if books.totals.get(purse) != right:
            yield f"{name}: {purse} holds {books.totals.get(purse)} (coins, pence); right is {right}"
    for purse in remains.labels.keys() | books.labels.keys():
        if books.labels.get(purse) != remains.labels.get(purse):
            yield f"{name}: {purse} has an old label"


def _labels(remains: Remains) -> Iterator[str]:
    """The owner's own state stands: no label is of a payment that its ledger doesn't hold (any more)."""
    known = {str(entry.payment_id) for entry in remains.ledger}
    for purse, words in remains.labels.items():
        if words not in known:
            yield f"{purse} has the label of payment {words}, which the ledger doesn't hold"


def _receipts(remains: Remains) -> Iterator[str]:
    """Each paid coin that was told came back as one receipt: the mint, as a reader, went back too, and read on."""
    told = Counter((each.payment_id, each.leg) for each in remains.told if each.leg >= 0)
    for coin in told.keys() | remains.receipts.keys():
        if remains.receipts[coin] != told[coin]:
            yield f"coin {coin} has {remains.receipts[coin]} receipts; right is {told[coin]}"


def shortened(kind: Iterable[str]) -> list[str]:
    """The first few of a kind, and how many more there are."""
    found = list(kind)
    more = len(found) - AT_MOST
    return [*found[:AT_MOST], f"… and {more} more of these"] if more > 0 else found
