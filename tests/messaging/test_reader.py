"""One batch, one transaction, one effect of each fact."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.messaging.codec import Codec
from shared.messaging.inbox import ReadElsewhere, Step
from shared.messaging.kafka_log import Place
from shared.messaging.reader import Read, ReaderStopped
from shared.messaging.work import Work
from tests.messaging.sample import COUNTS, BeanAdded, Card, CardForgotten, LidClosed, Sample, note
from tests.messaging.wire import bean, got, written


async def test_facts_are_applied_in_the_order_of_their_numbers(quiet: Sample) -> None:
    """Each key's story is told from its beginning."""
    await quiet.reader().apply(got(bean("red", 1), bean("blue", 1), bean("red", 2)))
    assert await quiet.seen() == [("red", 1), ("blue", 1), ("red", 2)]


async def test_a_fact_has_one_effect_however_often_it_is_delivered(quiet: Sample) -> None:
    """Again in the same batch, in the next, and alone."""
    reader = quiet.reader()
    await reader.apply(got(bean("red", 1), bean("red", 1), bean("red", 2)))
    await reader.apply(got(bean("red", 1), bean("red", 2), bean("red", 3)))
    await reader.apply(got(bean("red", 2)))
    assert await quiet.seen() == [("red", 1), ("red", 2), ("red", 3)]


async def test_two_readers_of_one_database_each_get_every_fact(quiet: Sample) -> None:
    """Inbox and positions are a reader's own."""
    await quiet.reader(name="one").apply(got(bean("red", 1)))
    await quiet.reader(name="two").apply(got(bean("red", 1)))
    assert await quiet.seen() == [("red", 1), ("red", 1)]


async def test_a_fact_that_came_too_early_waits_for_the_one_before(quiet: Sample) -> None:
    """It is parked as waiting, and nothing after it is applied."""
    reader = quiet.reader()
    await reader.apply(got(bean("red", 1), bean("red", 3), bean("red", 4), bean("blue", 1)))
    assert await quiet.seen() == [("red", 1), ("blue", 1)]
    assert await quiet.parked() == [("red", 3, "waiting"), ("red", 4, "waiting")]


async def test_what_nobody_wants_is_passed_over_and_counted(quiet: Sample) -> None:
    """A known type that the reader doesn't want takes its number, and the next one follows."""
    await quiet.reader().apply(got(bean("red", 1), written(LidClosed("red"), 2), bean("red", 3)))
    assert await quiet.seen() == [("red", 1), ("red", 3)]


async def test_a_fold_gets_all_facts_of_a_batch_at_once(quiet: Sample) -> None:
    """So that it can project them with bulk statements."""
    batches: list[list[int]] = []

    async def fold(reads: Sequence[Read], work: Work) -> None:
        batches.append([read.fact.bean for read in reads])

    await quiet.reader(fold).apply(got(*(bean(f"jar {number}", 1, number) for number in range(100))))
    assert batches == [list(range(100))]


async def test_a_failing_effect_leaves_nothing_behind(quiet: Sample) -> None:
    """Inbox, positions, parked and effects are one transaction."""

    async def half(reads: Sequence[Read], work: Work) -> None:
        await note(reads, work)
        raise ZeroDivisionError

    place = Place(COUNTS.name, 0)
    await quiet.reader().begin("kafka", {place: 0})
    with pytest.raises(ZeroDivisionError):
        await quiet.reader(half).apply(got(bean("red", 1), bean("red", 3)), [Step("kafka", place, 0, 2)])
    assert await quiet.seen() == []
    assert await quiet.parked() == []
    assert await quiet.reader().positions("kafka") == {place: 0}


async def test_what_a_reaction_tells_is_committed_with_what_it_applied(quiet: Sample) -> None:
    """A new fact's cause is the fact that brought it about; the actor stays who it was."""

    async def tell(reads: Sequence[Read], work: Work) -> None:
        for read in reads:
            work.because_of(read.envelope)
            work.publish(Card("c", "because"))

    (record,) = got(bean("red", 1))
    await quiet.reader(tell).apply([record])
    context = await quiet.value("SELECT context FROM outbox")
    assert (context["actor"], context["causation_id"]) == ("tester", str(record.event_id))


async def test_positions_move_with_the_batch(quiet: Sample) -> None:
    """To behind the last record of each partition."""
    reader, here, there = quiet.reader(), Place(COUNTS.name, 0), Place(COUNTS.name, 2)
    await reader.begin("kafka", {here: 0, there: 5})
    await reader.apply(got(bean("red", 1)), [Step("kafka", here, 0, 1), Step("kafka", there, 5, 9)])
    assert await reader.positions("kafka") == {here: 1, there: 9}
    assert await reader.positions("another kafka") == {}


async def test_a_batch_from_elsewhere_than_the_stored_position_is_refused_whole(quiet: Sample) -> None:
    """A zombie's, or one over a database that went back: applying it would skip what lies between."""
    reader, place = quiet.reader(), Place(COUNTS.name, 0)
    await reader.begin("kafka", {place: 3})
    for begin in (2, 4):
        with pytest.raises(ReadElsewhere):
            await reader.apply(got(bean("red", 1)), [Step("kafka", place, begin, 9)])
    assert await quiet.seen() == []
    assert await reader.positions("kafka") == {place: 3}


async def test_facts_from_before_the_readers_first_start_have_no_effects_outside(quiet: Sample) -> None:
    """`work.acts` is false for them, and true from the first start on: a new reader e-mails no history."""
    acts: list[tuple[int, bool]] = []

    async def react(reads: Sequence[Read], work: Work) -> None:
        for read in reads:
            work.because_of(read.envelope)
            acts.append((read.fact.bean, work.acts))

    reader = quiet.reader(react)
    await reader.start()
    quiet.forward(timedelta(days=1))
    second, first_start = timedelta(seconds=1), quiet.clock() - timedelta(days=1)
    await quiet.reader(react).apply(
        got(
            written(BeanAdded("red", 1), 1, at=first_start - second),
            written(BeanAdded("red", 2), 2, at=first_start),
            written(BeanAdded("red", 3), 3, at=first_start + second),
        )
    )
    assert acts == [(1, False), (2, True), (3, True)]


async def test_a_stopped_reader_applies_nothing(quiet: Sample) -> None:
    """Whatever process it runs in, until an operator clears `stopped_at`."""
    reader = quiet.reader()
    await reader.start()
    await quiet.change("UPDATE readers SET stopped_at = now(), stopped_because = 'a test'")
    with pytest.raises(ReaderStopped, match="a test"):
        await reader.apply(got(bean("red", 1)))
    await quiet.change("UPDATE readers SET stopped_at = NULL")
    await reader.apply(got(bean("red", 1)))
    assert await quiet.seen() == [("red", 1)]


async def test_readers_of_a_state_take_any_higher_number_and_drop_older_ones(quiet: Sample) -> None:
    """The newest only counts, so a gap is nothing to wait for."""
    reader = quiet.reader()
    cards = [written(Card("c", f"state {number}"), number) for number in (3, 7, 5, 8)]
    await reader.apply(got(*cards))
    assert [what for what, _ in await quiet.seen()] == ["c: state 3", "c: state 7", "c: state 8"]
    assert await quiet.parked() == []


async def test_a_tombstone_reaches_the_reader_as_the_fact_that_it_is(quiet: Sample) -> None:
    """Without data, it is read from its key and its headers."""
    reader = quiet.reader()
    await reader.apply(got(written(Card("c", "here"), 1), written(CardForgotten("c"), 2)))
    assert [what for what, _ in await quiet.seen()] == ["c: here", "c forgotten"]


async def test_a_newer_state_replaces_an_older_parked_one(quiet: Sample) -> None:
    """What is overtaken needn't be decided by anybody."""
    reader = quiet.reader()
    for number in (1, 2):
        await reader.apply(got(replace(written(Card("c", "x"), number), value=b"{")))
    assert await quiet.parked() == [("c", 2, "undecodable")]
    await reader.apply(got(written(Card("c", "fine"), 3)))
    assert await quiet.parked() == []
    assert [what for what, _ in await quiet.seen()] == ["c: fine"]


async def test_a_state_of_an_unknown_version_follows_after_an_upgrade_whatever_its_number(quiet: Sample) -> None:
    """Its number needn't be the next one."""
    await quiet.reader().apply(got(written(Card("c", "old"), 1)))
    newer = written(Card("c", "new"), 9)
    await quiet.reader(codec=Codec([BeanAdded])).apply(got(newer))
    assert await quiet.parked() == [("c", 9, "unknown")]
    reader = quiet.reader()
    await reader.apply(await reader.free_to_follow(), again=True)
    assert [what for what, _ in await quiet.seen()] == ["c: old", "c: new"]


async def test_a_zombie_that_wakes_up_finds_its_facts_applied(quiet: Sample) -> None:
    """The key's row lock makes it wait, and then it reads the new number: no second effect."""
    paused, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(reads: Sequence[Read], work: Work) -> None:
        paused.set()
        await go_on.wait()
        await note(reads, work)

    await quiet.reader().apply(got(bean("red", 1)))
    batch = got(bean("red", 1), bean("red", 2), bean("red", 3))
    slow = asyncio.create_task(quiet.reader(slowly).apply(batch))
    await paused.wait()
    other = asyncio.create_task(quiet.reader().apply(batch))
    await asyncio.sleep(0.1)
    assert not other.done()
    go_on.set()
    await asyncio.gather(slow, other)
    assert await quiet.seen() == [("red", 1), ("red", 2), ("red", 3)]


async def test_two_that_meet_a_new_key_at_once_apply_its_first_fact_once(quiet: Sample) -> None:
    """A row that isn't there can't be locked, so it is made first."""
    await asyncio.gather(*(quiet.reader().apply(got(bean("red", 1), bean("blue", 1))) for _ in range(4)))
    assert sorted(await quiet.seen()) == [("blue", 1), ("red", 1)]
