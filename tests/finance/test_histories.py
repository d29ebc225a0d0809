"""Whatever happens, in whatever order it is heard: the books balance, and stand as another reckoning has them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.finance.domain.books import Books
from services.finance.domain.heard import Transaction
from services.finance.domain.posting import hear
from tests.finance.histories import Pick, Told, history, shuffled
from tests.finance.recomputing import Sums, recomputed
from tests.finance.telling import BO, TERMS, Listener, at_noon, heard
from tests.telling import Story


def listened(told: Sequence[Told]) -> Books:
    """The books after a history; they balance after every step."""
    story, books = Story(BO), Books(TERMS)
    accounts: Counter[tuple[str, str]] = Counter()
    for fact, day in told:
        before = len(books.written)
        hear(books, heard(story, fact, at_noon(day)))
        for each in books.written[before:]:
            assert sum(line.amount.pence for line in each.entry.lines) == 0
            for line in each.entry.lines:
                accounts[each.entry.certainty, line.account] += line.amount.pence
        assert sum(accounts.values()) == 0
    return books


def summed(written: Sequence[Transaction]) -> Sums:
    """What was posted, by year, strand, kind and certainty."""
    sums: dict[tuple[int, int, str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for entry in (each.entry for each in written):
        academic = entry.dated.year - (entry.dated.month < 9)
        financial = entry.dated.year - (entry.dated.month < 4)
        row = sums[academic, financial, entry.strand, entry.kind.value, entry.certainty.value]
        for line in entry.lines:
            if line.account.startswith("income:"):
                row[0] -= line.amount.pence
                row[1] -= entry.expected(line).pence
            if line.account.startswith("cost:"):
                row[2] += line.amount.pence
    return {line: (row[0], row[1], row[2]) for line, row in sums.items() if any(row)}


@given(st.data())
def test_the_projection_is_what_another_reckoning_says(data: st.DataObject) -> None:
    """After any history, to the penny."""
    told = history(picking(data), data.draw(st.integers(0, 60)))
    books = listened(told)
    assert summed(books.written) == recomputed(told)
    assert books.waiting == []


@given(st.data())
def test_the_order_between_keys_does_not_matter(data: st.DataObject) -> None:
    """Topics aren't ordered among each other: what comes before its cause waits, and comes to the same."""
    pick = picking(data)
    told = history(pick, data.draw(st.integers(0, 40)))
    books = listened(shuffled(told, pick))
    assert summed(books.written) == recomputed(told)
    assert books.waiting == []


@pytest.mark.parametrize("seed", range(3))
async def test_the_database_says_the_same_after_each_batch_and_after_a_rebuild(listener: Listener, seed: int) -> None:
    """The same pennies from real tables: heard in batches, and read anew in another order."""
    random = Random(seed)
    told = history(random.randrange, 150)
    while len(told) > (heard := len(listener.records)):
        for fact, day in told[heard : heard + random.randrange(1, 30)]:
            listener.records.append(listener.story.record(fact, at_noon(day)))
        await listener.reader().apply(listener.records[heard:])
        books = await listener.books()
        assert (books["out_of_balance"], books["projection_differs"], books["catching_up"]) == (0, 0, False)
        assert await stands(listener) == recomputed(told[: len(listener.records)])
    before = await listener.pennies()
    await listener.rebuild(batch=17)
    assert await listener.pennies() == before
    records = [(fact, record) for (fact, _), record in zip(told, listener.records, strict=True)]
    mixed = shuffled(records, random.randrange)
    await listener.rebuild(batch=17, order=[record for _, record in mixed])
    assert await stands(listener) == recomputed(told)
    assert await listener.finance.query("SELECT * FROM catching_up") == []


async def stands(listener: Listener) -> Sums:
    """The projection as the database has it."""
    rows = await listener.finance.query("SELECT * FROM projection")
    return {tuple(row[:5]): tuple(row[5:]) for row in rows if any(row[5:])}  # type: ignore[misc]


def picking(data: st.DataObject) -> Pick:
    """Hypothesis picks."""
    return lambda below: data.draw(st.integers(0, below - 1))
