"""A fold is thrown away and reads anew."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from shared.messaging.reader import Read
from shared.messaging.work import Work
from tests.messaging.operations.office import RED, Office, drain
from tests.messaging.sample import FOLD, add_up
from tests.messaging.waiting import eventually, running
from tests.messaging.wire import bean, got, make_topics, send


async def sums(office: Office) -> dict[str, int]:
    """What the fold has added up."""
    return dict(await office.sample.rows("SELECT jar, beans FROM sums"))  # type: ignore[arg-type]


async def test_a_running_fold_is_rebuilt_and_comes_to_the_same(live: Office) -> None:
    """Nothing new is told meanwhile: its reader notices by itself that its positions went; and decisions are obeyed."""
    sample = live.sample
    await make_topics(sample.kafka)
    async with running(sample.role(sample.fold()).run()):
        story = (bean("red", 1), replace(bean("red", 2), value=b"{"), bean("red", 3), bean("blue", 1))
        await send(sample.kafka, *story)
        await eventually(sample.parked)
        await live.decide("/parked/skip", **(RED | {"reader": FOLD}), sequence=2)
        await eventually(lambda: _is(live, {"red": 4, "blue": 1}))
        await sample.change("UPDATE sums SET beans = 1000")
        assert await live.decide("/readers/rebuild", fold=FOLD, why="it added wrongly") == {"keys": 2, "parked": 0}
        await eventually(lambda: _is(live, {"red": 4, "blue": 1}))
        await eventually(lambda: _has_read(live, 4))
    assert [what for what, *_ in await live.audit()] == ["parked.skip", "fold.rebuild"]


async def test_a_rebuild_waits_for_the_batch_in_hand(office: Office) -> None:
    """Else its rows would outlive the clearing, and count twice."""
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(reads: Sequence[Read], work: Work) -> None:
        await add_up(reads, work)
        begun.set()
        await go_on.wait()

    batch = asyncio.create_task(office.sample.fold(slowly).apply(got(bean("red", 1))))
    await begun.wait()
    rebuilding = asyncio.create_task(office.decide("/readers/rebuild", fold=FOLD))
    await asyncio.sleep(0.1)
    assert not rebuilding.done()
    go_on.set()
    await batch
    assert await rebuilding == {"keys": 1, "parked": 0}
    assert await sums(office) == {}
    await office.sample.fold().apply(got(bean("red", 1), bean("red", 2)))
    assert await sums(office) == {"red": 3}


async def test_other_readers_keep_what_they_have(office: Office) -> None:
    """Their inbox, their positions, their parked facts."""
    for reader in (office.sample.reader(), office.sample.fold()):
        await reader.apply(got(bean("red", 1), bean("red", 3)))
    told = await office.decide("/readers/rebuild", fold=FOLD, dry_run=True)
    assert await sums(office) == {"red": 1}
    assert await office.decide("/readers/rebuild", fold=FOLD) == told == {"keys": 1, "parked": 1}
    assert await office.sample.rows("SELECT reader FROM inbox") == [("counter",)]
    assert await office.sample.parked() == [("red", 3, "waiting")]


async def test_only_folds_are_rebuilt(office: Office) -> None:
    """A reader with effects outside would have them again."""
    assert await office.refused("/readers/rebuild", fold="counter") == "unknown-fold"
    folds = [each["reader"] for each in await office.look("/readers") if each["fold"]]
    assert folds == [FOLD]


async def test_without_kafka_progress_is_not_known(office: Office) -> None:
    """That is said by name."""
    async with office.client("operator") as client:
        answer = await client.get("/readers/progress", params={"reader": "counter"})
    assert answer.json()["type"].endswith("kafka-is-away")


async def test_an_applied_mend_is_obeyed_in_a_rebuild(office: Office) -> None:
    """The bad record comes again, and is what it was mended to."""
    story = got(bean("red", 1), replace(bean("red", 2), value=b"{"))
    await office.sample.fold().apply(story)
    mended = {"jar": "red", "bean": 20}
    await office.decide("/parked/mend", **(RED | {"reader": FOLD}), sequence=2, data=mended)
    await drain(office.sample.fold())
    await office.decide("/readers/rebuild", fold=FOLD)
    await office.sample.fold().apply(story)
    assert await sums(office) == {"red": 21}


async def _is(office: Office, expected: dict[str, int]) -> bool:
    return await sums(office) == expected


async def _has_read(office: Office, records: int) -> bool:
    return await office.look("/readers/progress", reader=FOLD) == {"read": records, "of": records}
