"""Commands: asked twice, done once; clashes, and a database lost at the worst moment."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shared.messaging import idempotency
from shared.messaging.idempotency import Asked, KeyUsedForSomethingElse
from shared.messaging.work import Work
from shared.persistence.failures import Blame, blame, sqlstate
from shared.persistence.transaction import OutcomeUnknown
from tests.messaging.sample import CAUSE, AddBean, NoMoreBeans, Sample
from tests.messaging.waiting import eventually


def asked(key: str = "k", caller: str = "ann", body: bytes = b"{}") -> Asked:
    """A request with an Idempotency-Key."""
    return Asked(caller, "POST /beans", key, body)


async def test_a_command_answers_and_its_fact_is_committed_with_it(quiet: Sample) -> None:
    """What the use case answers is the answer; effect and fact are one commit."""
    assert await quiet.do(AddBean("red", 1)) == 1
    assert await quiet.do(AddBean("red", 2)) == 2
    assert await quiet.value("SELECT beans FROM jars") == await quiet.value("SELECT count(*) FROM outbox") == 2


async def test_asked_again_with_the_same_key_it_answers_the_same_and_does_nothing(quiet: Sample) -> None:
    """The second answer comes from the table."""
    assert [await quiet.do(AddBean("red", 1), asked()) for _ in range(3)] == [1, 1, 1]
    assert await quiet.value("SELECT beans FROM jars") == 1


async def test_twins_asked_at_once_get_one_effect_and_the_same_answer(quiet: Sample) -> None:
    """A twin waits for the first to commit, and then answers as it did."""
    answers = await asyncio.gather(*(quiet.do(AddBean("red", 1), asked()) for _ in range(6)))
    assert answers == [1] * 6
    assert await quiet.value("SELECT beans FROM jars") == 1


async def test_a_twin_of_one_that_fails_does_the_work_itself(quiet: Sample) -> None:
    """The key is free again as soon as the first is rolled back."""
    started, fail = asyncio.Event(), asyncio.Event()

    async def slow(command: AddBean, work: Work) -> int:
        if not started.is_set():
            started.set()
            await fail.wait()
            raise ZeroDivisionError
        return 5

    quiet.use_cases[AddBean] = slow
    first = asyncio.create_task(quiet.do(AddBean("red", 1), asked()))
    await started.wait()
    twin = asyncio.create_task(quiet.do(AddBean("red", 1), asked()))
    await asyncio.sleep(0.1)
    assert not twin.done()
    fail.set()
    with pytest.raises(ZeroDivisionError):
        await first
    assert await twin == 5


async def test_the_same_key_with_another_body_is_refused(quiet: Sample) -> None:
    """A key means one request: 422, in the words of RFC 9457."""
    await quiet.do(AddBean("red", 1), asked(body=b"1"))
    with pytest.raises(KeyUsedForSomethingElse) as refused:
        await quiet.do(AddBean("red", 2), asked(body=b"2"))
    assert (refused.value.status, refused.value.kind) == (422, "key-used-for-something-else")


async def test_another_callers_same_key_is_another_request(quiet: Sample) -> None:
    """Nobody gets somebody else's answer."""
    assert await quiet.do(AddBean("red", 1), asked(caller="ann")) == 1
    assert await quiet.do(AddBean("red", 1), asked(caller="bob")) == 2


async def test_a_refusal_is_not_kept(quiet: Sample) -> None:
    """What was refused may be allowed later, with the same key."""
    with pytest.raises(NoMoreBeans):
        await quiet.do(AddBean("red", -1), asked())
    assert await quiet.value("SELECT count(*) FROM answers") == 0
    assert await quiet.do(AddBean("red", 1), asked()) == 1


async def test_answers_are_forgotten_after_seven_days(quiet: Sample) -> None:
    """What grows is pruned."""
    await quiet.do(AddBean("red", 1), asked("old"))
    quiet.forward(timedelta(days=6, hours=23))
    await quiet.do(AddBean("red", 1), asked("young"))
    quiet.forward(timedelta(hours=2))
    async with quiet.workshop.open(CAUSE) as work:
        assert await idempotency.prune(work.connection, work.now) == 1
    assert await quiet.value("SELECT key FROM answers") == "young"


@dataclass(frozen=True)
class Swap:
    """Touch two jars, in this order."""

    first: str
    second: str


def touching(meet: Callable[[], Awaitable[None]]) -> Callable[[Swap, Work], Awaitable[int]]:
    """A use case that locks two rows, meeting somebody in between."""

    async def touch(command: Swap, work: Work) -> int:
        for jar in (command.first, command.second):
            await work.connection.execute(text("UPDATE jars SET beans = beans + 1 WHERE jar = :jar"), {"jar": jar})
            await meet()
        return 0

    return touch


async def test_a_deadlock_is_tried_again_until_it_succeeds(quiet: Sample) -> None:
    """Two that deadlock both succeed in the end: nothing had happened to the one that lost."""
    await quiet.change("INSERT INTO jars VALUES ('a', 0), ('b', 0)")
    meeting = asyncio.Barrier(2)

    async def meet() -> None:
        with suppress(TimeoutError, asyncio.BrokenBarrierError):
            async with asyncio.timeout(0.3):
                await meeting.wait()

    quiet.use_cases[Swap] = touching(meet)
    await asyncio.gather(quiet.do(Swap("a", "b")), quiet.do(Swap("b", "a")))
    assert await quiet.rows("SELECT beans FROM jars") == [(2,), (2,)]


async def test_a_clash_that_never_ends_is_given_up_after_three_retries(quiet: Sample) -> None:
    """Tried once and three times again; then the database's own error tells."""
    tries = 0

    async def clash(command: AddBean, work: Work) -> int:
        nonlocal tries
        tries += 1
        await work.connection.execute(text("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$"))
        return 0

    quiet.use_cases[AddBean] = clash
    with pytest.raises(DBAPIError) as failed:
        await quiet.do(AddBean("red", 1))
    assert (tries, sqlstate(failed.value)) == (4, "40001")


async def test_what_is_no_clash_is_not_tried_again(quiet: Sample) -> None:
    """A failure of the use case is told at once."""
    tries = 0

    async def fail(command: AddBean, work: Work) -> int:
        nonlocal tries
        tries += 1
        raise ZeroDivisionError

    quiet.use_cases[AddBean] = fail
    with pytest.raises(ZeroDivisionError):
        await quiet.do(AddBean("red", 1))
    assert tries == 1


SLOW_COMMIT = (
    "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(5); RETURN NULL; END'",
    "CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON jars INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dawdle()",
)
KILL = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query ILIKE 'COMMIT%' AND state = 'active'"


async def test_a_connection_lost_during_commit_leaves_the_outcome_unknown_until_asked_again(quiet: Sample) -> None:
    """The caller is told so, and the same key tells what became of it: here nothing, so it is done now."""
    for statement in SLOW_COMMIT:
        await quiet.change(statement)
    doing = asyncio.create_task(quiet.do(AddBean("red", 1), asked()))
    await eventually(lambda: quiet.value(KILL))
    with pytest.raises(OutcomeUnknown) as unknown:
        await doing
    assert blame(unknown.value) is Blame.WORLD
    await quiet.change("DROP TRIGGER dawdle ON jars")
    assert await quiet.do(AddBean("red", 1), asked()) == 1
    assert await quiet.value("SELECT beans FROM jars") == 1


async def test_a_connection_lost_before_commit_is_no_riddle(quiet: Sample) -> None:
    """Nothing was asked to be committed, so nothing has happened, and the error says the database is away."""

    async def die(command: AddBean, work: Work) -> int:
        mine = (await work.connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        await quiet.value("SELECT pg_terminate_backend(:pid)", pid=mine)
        await work.connection.execute(text("SELECT 1"))
        return 0

    quiet.use_cases[AddBean] = die
    with pytest.raises(DBAPIError) as lost:
        await quiet.do(AddBean("red", 1))
    assert blame(lost.value) is Blame.WORLD
