"""The verdict on a database that went back can say no: what a broken `recover` leaves behind is noticed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

import pytest

from tests.chaos import figures
from tests.chaos.evidence import Books, Effect, Entry, Remains, Telling
from tests.chaos.loss import Loss, Lost
from tests.chaos.mint import Ending
from tests.chaos.operator import Recovery
from tests.chaos.verdict import complaints
from tests.chaos.workload import Answered, Asked
from tests.crash.evidence import Told

KEPT, LOST, UNSENT, LATER = (UUID(int=number) for number in (1, 2, 3, 4))
"""Payments: before the backup; after it, and on Kafka; after it, and not on Kafka; after the restore."""

AGAIN = UUID(int=20)
"""The fact by which the lost payment was told once more."""

RESTORED = 5.0

Break = Callable[[Remains], Remains]


def answered(at: dict[UUID, float]) -> list[Answered]:
    """Accepted payments of one coin of ten pence, and when."""
    return [Answered(Asked(each, (("p", 10),), Ending.KEPT, None), moment) for each, moment in at.items()]


ACCEPTED = answered({KEPT: 1.0, LOST: 3.0, UNSENT: 4.0, LATER: 9.0})


def remains(
    told: Sequence[tuple[UUID, UUID]], entered: Sequence[UUID], read: Sequence[UUID], **more: Recovery
) -> Remains:
    """After a restore: facts and payments as the mint told them, its ledger, payments as the vault took them."""
    tellings = [Telling(event, "p", number, each, 0, 10) for number, (event, each) in enumerate(told, 1)]
    facts = [Told("mint.coins", "p", each.sequence, each.event_id) for each in tellings]
    effects = [Effect("p", number, each, 0) for number, each in enumerate(read, 1)]
    lost = [Lost(LOST, "mint.coins", "p", 2), Lost(UNSENT, "mint.coins", "p", 3)]
    on_kafka = facts if LOST in {each.event_id for each in facts} else [*facts, Told("mint.coins", "p", 2, LOST)]
    return Remains(
        ledger=[Entry(each, 0, "p", 10) for each in entered],
        told=tellings,
        books={"vault": Books(effects, {"p": (len(told), 10 * len(told))}, {"p": str(LATER)})},
        receipts=Counter((each, 0) for _, each in told),
        labels={"p": str(LATER)},
        outbox=facts,
        kafka=on_kafka,
        unfinished={},
        losses=[Loss(lost, Counter({(LOST, 0): 1, (UNSENT, 0): 1}), RESTORED)],
        recovery=more.get("recovery", Recovery(alerts=1, reported={LOST}, discarded={LOST})),
    )


def discarded() -> Remains:
    """The lost fact keeps its number, for readers have it; what was told since stands behind; the payment is gone."""
    return remains([(KEPT, KEPT), (LOST, LOST), (LATER, LATER)], [KEPT, LATER], [KEPT, LOST, LATER])


def re_entered() -> Remains:
    """The operator had the lost payment done again: another fact, behind the lost one."""
    told = [(KEPT, KEPT), (LOST, LOST), (LATER, LATER), (AGAIN, LOST)]
    recovery = Recovery(alerts=1, reported={LOST}, re_entered={LOST})
    return remains(told, [KEPT, LATER, LOST], [KEPT, LOST, LATER, LOST], recovery=recovery)


def test_a_discarded_fact_stands_at_the_readers_and_its_payment_is_no_more() -> None:
    """That is right; and so is that what never reached Kafka is gone, which is told by name."""
    assert complaints(ACCEPTED, [], discarded()) == []
    assert figures.counted(ACCEPTED, discarded())["lost"]["gone"] == [str(UNSENT)]


def test_a_re_entered_payment_is_there_once_and_told_behind_the_lost_fact() -> None:
    """Each fact has its one effect: the lost one, and the one by which it was told again."""
    assert complaints(ACCEPTED, [], re_entered()) == []


def test_a_client_that_asks_again_after_the_restore_has_its_payment_done_anew() -> None:
    """The note of its key was lost as well; whether it is there isn't left open."""
    asked_again = answered({KEPT: 1.0, LOST: 8.0, UNSENT: 4.0, LATER: 9.0})
    anew = replace(re_entered(), recovery=Recovery(alerts=1, reported={LOST}, discarded={LOST}))
    assert complaints(asked_again, [], anew) == []
    assert any(
        "was accepted, but its coin 0 was entered 0 times" in each for each in complaints(asked_again, [], discarded())
    )


def hides_one(right: Remains) -> Remains:
    """A lost fact isn't listed."""
    return replace(right, recovery=replace(right.recovery, reported=set[UUID]()))


def invents_one(right: Remains) -> Remains:
    """A fact is listed that was never lost."""
    return replace(right, recovery=replace(right.recovery, reported={LOST, KEPT}))


def says_nothing(right: Remains) -> Remains:
    """The relay goes on without an alert."""
    return replace(right, recovery=replace(right.recovery, alerts=0))


def numbers_on_undecided(_: Remains) -> Remains:
    """What is told since bears the lost fact's number, and readers drop it as a duplicate."""
    return remains([(KEPT, KEPT), (LATER, LATER)], [KEPT, LATER], [KEPT, LOST])


def numbers_on_too_far(right: Remains) -> Remains:
    """A number is left out: readers wait for it for ever."""
    told = [*right.told[:2], replace(right.told[2], sequence=4)]
    books = Books(right.books["vault"].effects[:2], {"p": (2, 20)}, {"p": str(LATER)})
    return replace(right, told=told, books={"vault": books})


def comes_back_elsewhere(_: Remains) -> Remains:
    """The lost fact gets another number than readers know it by."""
    return remains([(KEPT, KEPT), (LATER, LATER), (LOST, LOST)], [KEPT, LATER], [KEPT, LATER, LOST])


def has_another_effect(right: Remains) -> Remains:
    """The lost fact is applied twice."""
    books = right.books["vault"]
    return replace(right, books={"vault": replace(books, effects=[*books.effects, books.effects[1]])})


def loses_more(right: Remains) -> Remains:
    """A payment from before the backup is gone."""
    return replace(right, ledger=right.ledger[1:])


def keeps_a_discarded_one(right: Remains) -> Remains:
    """A payment that nobody did again is there."""
    return replace(right, ledger=[*right.ledger, Entry(LOST, 0, "p", 10)])


def does_not_do_it_again(right: Remains) -> Remains:
    """A payment that was to be done again isn't there."""
    return replace(right, recovery=replace(right.recovery, re_entered={LOST}))


def keeps_the_lost_label(right: Remains) -> Remains:
    """On the state topic the lost state stands, not the owner's own."""
    return replace(right, labels={"p": str(LOST)})


def stays_unsettled(right: Remains) -> Remains:
    """Something is left undecided."""
    return replace(right, unfinished={"lost facts unsettled by mint": 1})


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (hides_one, "recover didn't list it"),
        (invents_one, "which was not lost"),
        (says_nothing, "nobody said so"),
        (numbers_on_undecided, "had 0 effects as number 2"),
        (numbers_on_too_far, "had 0 effects as number 4"),
        (comes_back_elsewhere, "came back as number 3"),
        (has_another_effect, "had 2 effects as number 2"),
        (loses_more, "was accepted, but its coin 0 was entered 0 times"),
        (keeps_a_discarded_one, "lost by a restore and not asked for again, but its coin 0 was entered 1 times"),
        (does_not_do_it_again, "was accepted, but its coin 0 was entered 0 times"),
        (keeps_the_lost_label, "which the ledger doesn't hold"),
        (stays_unsettled, "1 lost facts unsettled by mint"),
    ],
)
def test_what_a_broken_recover_leaves_behind_is_noticed(broken: Break, words: str) -> None:
    """What was right until then is said to be wrong, in the words that belong to it."""
    assert any(words in each for each in complaints(ACCEPTED, [], broken(discarded())))
