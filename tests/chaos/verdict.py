"""The verdict on the coins: everything that the remains show to be wrong, in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from tests.chaos.coins import MELTED, RIPENED
from tests.chaos.evidence import Books, Remains
from tests.chaos.workload import Asked

AT_MOST = 5
"""Complaints of one kind that are told singly."""


def complaints(accepted: Sequence[Asked], turned_down: Sequence[Asked], remains: Remains) -> list[str]:
    """What is wrong; empty when every promise was kept."""
    found = [
        [f"unfinished: {count} {what}" for what, count in sorted(remains.unfinished.items())],
        list(_payments(accepted, turned_down, remains)),
        list(_published(remains)),
        *(
            [*_effects(name, books, remains), *_projections(name, books, remains)]
            for name, books in remains.books.items()
        ),
        list(_receipts(remains)),
    ]
    return [each for kind in found for each in _shortened(kind)]


def _payments(accepted: Sequence[Asked], turned_down: Sequence[Asked], remains: Remains) -> Iterator[str]:
    """Accepted is committed, whole and once; what was turned down has left nothing."""
    entered = Counter((entry.payment_id, entry.leg) for entry in remains.ledger)
    for asked in accepted:
        legs = [*range(len(asked.legs)), *([RIPENED] if asked.ripens_in is not None else [])]
        for leg in legs:
            if (times := entered[asked.payment_id, leg]) != 1:
                yield f"payment {asked.payment_id} was accepted, but its coin {leg} was entered {times} times"
    known = {asked.payment_id for asked in accepted}
    for entry in remains.ledger:
        if entry.payment_id not in known:
            yield f"payment {entry.payment_id} was not accepted, but its coin {entry.leg} was entered"
    for asked in turned_down:
        if any(entered[asked.payment_id, leg] for leg in (MELTED, RIPENED, *range(len(asked.legs)))):
            yield f"payment {asked.payment_id} was turned down, but left something"


def _published(remains: Remains) -> Iterator[str]:
    """What is committed stands on Kafka, nothing else does, and a key's facts stand there in order at first."""
    on_kafka = {each.event_id for each in remains.kafka}
    committed = {each.event_id for each in remains.outbox}
    for each in remains.outbox:
        if each.newest and each.event_id not in on_kafka:
            yield f"{each.topic} {each.key} number {each.sequence} is not on Kafka"
    for each in remains.kafka:
        if each.event_id not in committed:
            yield f"{each.topic} {each.key} number {each.sequence} on Kafka was never committed"


def _effects(name: str, books: Books, remains: Remains) -> Iterator[str]:
    """Each coin once, and each purse's in the order in which the mint told them."""
    times = Counter((effect.payment_id, effect.leg) for effect in books.effects)
    coins = {(entry.payment_id, entry.leg) for entry in remains.ledger}
    yield from (f"{name}: coin {coin} had {times[coin]} effects" for coin in coins if times[coin] != 1)
    yield from (f"{name}: an effect of coin {coin}, which the mint doesn't know" for coin in times.keys() - coins)
    for purse, numbers in _by_purse(books).items():
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"{name}: {purse} was read in the order {numbers}"


def _by_purse(books: Books) -> dict[str, list[int]]:
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for effect in books.effects:
        numbers[effect.purse].append(effect.sequence)
    return numbers


def _projections(name: str, books: Books, remains: Remains) -> Iterator[str]:
    """The fold's totals are the ledger's sums; the labels are the newest."""
    coins: Counter[str] = Counter()
    pence: Counter[str] = Counter()
    for entry in remains.ledger:
        if entry.leg >= 0:
            coins[entry.purse] += 1
            pence[entry.purse] += entry.amount
    for purse in coins.keys() | books.totals.keys():
        right = (coins[purse], pence[purse])
        if books.totals.get(purse) != right:
            yield f"{name}: {purse} holds {books.totals.get(purse)} (coins, pence); right is {right}"
    for purse in remains.labels.keys() | books.labels.keys():
        if books.labels.get(purse) != remains.labels.get(purse):
            yield f"{name}: {purse} has an old label"


def _receipts(remains: Remains) -> Iterator[str]:
    """Each paid coin came back as one receipt."""
    for entry in remains.ledger:
        coin = (entry.payment_id, entry.leg)
        if entry.leg >= 0 and (times := remains.receipts[coin]) != 1:
            yield f"coin {coin} has {times} receipts"


def _shortened(kind: Iterable[str]) -> list[str]:
    found = list(kind)
    more = len(found) - AT_MOST
    return [*found[:AT_MOST], f"… and {more} more of these"] if more > 0 else found
