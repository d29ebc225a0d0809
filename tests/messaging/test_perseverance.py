"""What failed? The world, us, or the fact."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from shared.messaging import perseverance
from shared.messaging.inbox import ReadElsewhere, Step
from shared.messaging.kafka_log import Place
from shared.messaging.reader import Read
from shared.messaging.work import Work
from tests.messaging.sample import COUNTS, Sample, note
from tests.messaging.waiting import ended, eventually, running
from tests.messaging.wire import bean, got


class Bad:
    """An effect that fails for some jars, as it is told to."""

    def __init__(self, **ways: str) -> None:
        self.ways = ways
        self.tries: Counter[str] = Counter()

    async def __call__(self, reads: Sequence[Read], work: Work) -> None:
        """Fail, or write down."""
        for read in reads:
            self.tries[read.fact.jar] += 1
            if way := self.ways.get(read.fact.jar):
                await work.connection.execute(text(f"DO $$ BEGIN RAISE SQLSTATE '{way}'; END $$"))
        await note(reads, work)


CHECK = "23514"
"""A violated check: what is wrong is the fact."""


async def test_a_failing_fact_gets_its_tries_and_is_parked_and_stops_only_its_key(quiet: Sample) -> None:
    """Its key's next ones wait behind it; other keys of the same batch are applied, and so are later batches."""
    effect = Bad(red=CHECK)
    reader = quiet.reader(effect)
    patience = quiet.patience(reader)
    await patience.see_through(got(bean("red", 1), bean("blue", 1), bean("red", 2), bean("green", 1)))
    await patience.see_through(got(bean("red", 3), bean("blue", 2)))
    assert sorted(await quiet.seen()) == [("blue", 1), ("blue", 2), ("green", 1)]
    assert await quiet.parked() == [("red", 1, "failed"), ("red", 2, "waiting"), ("red", 3, "waiting")]
    assert await quiet.rows("SELECT error, tries FROM parked WHERE reason = 'failed'") == [("IntegrityError 23514", 4)]


async def test_a_fact_that_succeeds_on_a_later_try_is_applied_once(quiet: Sample) -> None:
    """Three tries in place, for what mends itself."""
    tries = 0

    async def third_time_lucky(reads: Sequence[Read], work: Work) -> None:
        nonlocal tries
        tries += 1
        await note(reads, work)
        if tries < 5:
            raise ZeroDivisionError

    await quiet.patience(quiet.reader(third_time_lucky)).see_through(got(bean("red", 1), bean("red", 2)))
    assert await quiet.seen() == [("red", 1), ("red", 2)]
    assert await quiet.parked() == []


async def test_retried_by_hand_the_parked_fact_is_applied_and_the_others_follow_by_themselves(quiet: Sample) -> None:
    """What an operator retries is applied again; those that waited come after it, in order."""
    effect = Bad(red=CHECK)
    reader = quiet.reader(effect)
    patience = quiet.patience(reader)
    await patience.see_through(got(*(bean("red", number) for number in range(1, 60))))
    effect.ways.clear()
    await quiet.change("UPDATE parked SET reason = 'waiting' WHERE reason = 'failed'")
    while free := await reader.free_to_follow():
        await patience.see_through(free, again=True)
    assert [number for _, number in await quiet.seen()] == list(range(1, 60))
    assert await quiet.parked() == []


async def test_over_twenty_failing_keys_stop_the_reader_until_an_operator_resumes_it(quiet: Sample) -> None:
    """Then we are wrong, not the facts: the rest isn't parked but waits, and all of it is applied in the end."""
    effect = Bad(**{f"jar{number}": CHECK for number in range(60)})
    reader = quiet.reader(effect)
    patience = quiet.patience(reader)
    batch = got(*(bean(f"jar{number}", 1) for number in range(60)))
    seeing = asyncio.create_task(patience.see_through(batch))
    await eventually(lambda: "stopped" in patience.trouble)
    await asyncio.sleep(0.5)
    failed = await quiet.value("SELECT count(*) FROM parked WHERE reason = 'failed'")
    assert 20 < failed <= 20 + perseverance.AT_ONCE
    assert not quiet.health.is_ready("consumer")
    assert not seeing.done()
    effect.ways.clear()
    await quiet.change("UPDATE readers SET stopped_at = NULL")
    await asyncio.wait_for(seeing, 20)
    assert await quiet.value("SELECT count(*) FROM seen") == 60 - failed
    assert quiet.health.is_ready("consumer")


async def test_over_twenty_undecodable_keys_stop_the_reader_too(quiet: Sample) -> None:
    """A build that can't read what everybody else can is wrong itself."""
    broken = [replace(bean(f"jar{number}", 1), value=b"{") for number in range(21)]
    reader = quiet.reader()
    await reader.apply(got(*broken))
    assert "over 20 keys" in (await reader.stopped_because() or "")


async def test_twenty_failing_keys_do_not_stop_the_reader(quiet: Sample) -> None:
    """Nor do more of them, over several minutes."""
    reader = quiet.reader()
    for turn in range(3):
        await reader.apply(got(*(replace(bean(f"jar{turn} {n}", 1), value=b"{") for n in range(20))))
        quiet.forward(timedelta(minutes=2))
    assert await reader.stopped_because() is None


async def test_a_database_connection_killed_during_the_batch_is_waited_for_and_loses_nothing(quiet: Sample) -> None:
    """The batch is rolled back with it, and applied whole on a new connection."""
    kills = 0

    async def die_twice(reads: Sequence[Read], work: Work) -> None:
        nonlocal kills
        await note(reads, work)
        if kills < 2:
            kills += 1
            mine = (await work.connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
            await quiet.value("SELECT pg_terminate_backend(:pid)", pid=mine)
            await work.connection.execute(text("SELECT 1"))

    await quiet.patience(quiet.reader(die_twice)).see_through(got(bean("red", 1), bean("blue", 1)))
    assert await quiet.seen() == [("red", 1), ("blue", 1)]
    assert await quiet.parked() == []


async def test_a_lock_that_somebody_holds_is_waited_for(quiet: Sample) -> None:
    """A lock time-out is the world's failure: no fact is blamed for it, and not ready is said meanwhile."""
    await quiet.change("INSERT INTO jars VALUES ('red', 0)")

    async def lock(reads: Sequence[Read], work: Work) -> None:
        await work.connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
        await work.connection.execute(text("SELECT 1 FROM jars FOR UPDATE"))
        await note(reads, work)

    patience = quiet.patience(quiet.reader(lock))
    async with quiet.engine.begin() as holder:
        await holder.execute(text("SELECT 1 FROM jars FOR UPDATE"))
        seeing = asyncio.create_task(patience.see_through(got(bean("red", 1))))
        await eventually(lambda: "55P03" in patience.trouble)
        assert not quiet.health.is_ready("consumer")
    await seeing
    assert await quiet.seen() == [("red", 1)]
    assert patience.trouble == ""
    assert quiet.health.is_ready("consumer")


async def test_a_batch_that_is_somebody_elses_now_is_no_trouble_any_more(
    quiet: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A paused reader loses its connection, and then finds its batch applied: it is as ready as if it had done so."""
    reader, place = quiet.reader(), Place(COUNTS.name, 0)
    await reader.begin("kafka", {place: 1})
    apply, failures = reader.apply, iter([True, True])

    async def cut_off(*args: object, **more: object) -> None:
        if next(failures, False):
            raise ConnectionResetError
        await apply(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(reader, "apply", cut_off)
    patience = quiet.patience(reader)
    with pytest.raises(ReadElsewhere):
        await patience.see_through(got(bean("red", 1)), [Step("kafka", place, 0, 1)])
    assert patience.trouble == ""


async def test_a_fact_that_fails_alone_ten_times_because_of_the_world_is_parked(
    quiet: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While others succeed, it isn't the world."""
    monkeypatch.setattr(perseverance, "_back_off", lambda _: 0.001)
    effect = Bad(red="40001")
    await quiet.patience(quiet.reader(effect)).see_through(got(bean("red", 1), bean("blue", 1), bean("red", 2)))
    assert await quiet.seen() == [("blue", 1)]
    assert await quiet.parked() == [("red", 1, "failed"), ("red", 2, "waiting")]
    assert await quiet.value("SELECT tries FROM parked WHERE reason = 'failed'") == perseverance.WORLD_TRIES


async def test_a_database_that_is_away_for_long_makes_no_fact_guilty(
    quiet: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often a batch fails while nothing else succeeds either, it is waited for."""
    monkeypatch.setattr(perseverance, "_back_off", lambda _: 0.001)
    reader = quiet.reader()
    patience = quiet.patience(reader)
    tries = 0
    apply, stopped = reader.apply, reader.stopped_because

    async def away(*_: object, **__: object) -> None:
        nonlocal tries
        tries += 1
        raise ConnectionRefusedError

    monkeypatch.setattr(reader, "apply", away)
    monkeypatch.setattr(reader, "stopped_because", away)
    async with running(patience.see_through(got(bean("red", 1)))) as (seeing,):
        await eventually(lambda: tries > 100)
        assert "waiting for the world" in patience.trouble
        monkeypatch.setattr(reader, "apply", apply)
        monkeypatch.setattr(reader, "stopped_because", stopped)
        await eventually(seeing.done)
    assert await quiet.seen() == [("red", 1)]


async def test_a_database_that_goes_away_while_a_fact_is_parked_loses_nothing(
    quiet: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parking is tried again like anything else; the batch is not given up half-way."""
    monkeypatch.setattr(perseverance, "_back_off", lambda _: 0.001)
    reader = quiet.reader(Bad(red=CHECK))
    set_aside, failures = reader.set_aside, iter([True, True])

    async def unlucky(*args: object) -> None:
        if next(failures, False):
            raise ConnectionResetError
        await set_aside(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(reader, "set_aside", unlucky)
    await quiet.patience(reader).see_through(got(bean("red", 1), bean("blue", 1)))
    assert await quiet.parked() == [("red", 1, "failed")]
    assert await quiet.seen() == [("blue", 1)]


async def test_a_missing_table_stops_the_reader_and_parks_nothing(quiet: Sample) -> None:
    """That is our fault, and people must mend it; then it goes on by itself."""
    await quiet.change("ALTER TABLE seen RENAME TO elsewhere")
    patience = quiet.patience(quiet.reader())
    seeing = asyncio.create_task(patience.see_through(got(bean("red", 1))))
    await eventually(lambda: patience.trouble.startswith("stopped"))
    await asyncio.sleep(0.3)
    assert await quiet.parked() == []
    await quiet.change("ALTER TABLE elsewhere RENAME TO seen")
    await seeing
    assert await quiet.seen() == [("red", 1)]


async def test_one_bad_keys_waits_do_not_hold_up_the_other_keys_of_the_batch(
    quiet: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are tried side by side."""
    monkeypatch.setattr(perseverance, "WAITS", (3600.0,))
    seeing = asyncio.create_task(
        quiet.patience(quiet.reader(Bad(red=CHECK))).see_through(got(bean("red", 1), bean("blue", 1)))
    )
    await eventually(quiet.seen)
    assert not seeing.done()
    await ended(seeing)


async def test_a_long_story_behind_a_bad_fact_is_kept_in_order(quiet: Sample) -> None:
    """Hundreds may wait behind one."""
    reader = quiet.reader(Bad(red=CHECK))
    await quiet.patience(reader).see_through(got(*(bean("red", number) for number in range(1, 101))))
    reasons = Counter(reason for _, _, reason in await quiet.parked())
    assert reasons == {"failed": 1, "waiting": 99}
