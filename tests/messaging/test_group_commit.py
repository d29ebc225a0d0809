"""Group commit: commands that queue for one thing share a transaction, and each keeps its own answer or refusal."""

import asyncio
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import pytest
from sqlalchemy import text

from shared.messaging.commands import Commands
from shared.messaging.envelope import Cause
from shared.messaging.group_commit import MOST
from shared.messaging.idempotency import Asked, KeyUsedForSomethingElse
from shared.messaging.work import Work
from shared.persistence.transaction import OutcomeUnknown
from tests.messaging.sample import AddBean, NoMoreBeans, Sample, add_bean
from tests.messaging.test_commands import KILL, SLOW_COMMIT

TRANSACTIONS = "SELECT count(DISTINCT xmin::text) FROM outbox"


class Rush:
    """Callers who put beans into one jar at once; the first holds the jar until all are in the queue."""

    def __init__(self, sample: Sample) -> None:
        self.sample = sample
        self.go = asyncio.Event()
        sample.use_cases[AddBean] = self._add
        self.commands = Commands(sample.use_cases, sample.workshop, sample.metrics, {AddBean: attrgetter("jar")})

    async def _add(self, command: AddBean, work: Work) -> int:
        await self.go.wait()
        return await add_bean(command, work)

    def ask(self, bean: int, key: str = "", body: bytes = b"", jar: str = "red") -> asyncio.Task[Any]:
        """One caller asks, named by the bean."""
        asked = Asked("ann", "POST /beans", key, body) if key else None
        return asyncio.create_task(self.commands.do(AddBean(jar, bean), Cause(f"user:{bean}"), asked))

    async def came_of(self, asking: Sequence[asyncio.Task[Any]]) -> list[Any]:
        """What each is answered, or how it failed, once all of them are in the queue."""
        await asyncio.sleep(0.1)
        self.go.set()
        return await asyncio.gather(*asking, return_exceptions=True)


@pytest.fixture
def rush(quiet: Sample) -> Rush:
    """A rush on the sample's jars."""
    return Rush(quiet)


async def test_those_who_wait_share_a_transaction_and_keep_their_order(rush: Rush) -> None:
    """The first comes alone; the others gathered meanwhile, and each is answered in the order in which it asked."""
    assert await rush.came_of([rush.ask(bean) for bean in range(20)]) == list(range(1, 21))
    assert await rush.sample.value(TRANSACTIONS) == 2


async def test_a_group_has_at_most_fifty(rush: Rush) -> None:
    """What it locks isn't held for longer than that."""
    await rush.came_of([rush.ask(bean) for bean in range(1 + MOST + 1)])
    assert await rush.sample.value(TRANSACTIONS) == 3


async def test_each_fact_says_who_asked_for_it(rush: Rush) -> None:
    """Sharing a transaction isn't sharing a cause."""
    await rush.came_of([rush.ask(bean) for bean in range(5)])
    told = await rush.sample.rows("SELECT context ->> 'actor', data::jsonb ->> 'bean' FROM outbox ORDER BY sequence")
    assert told == [(f"user:{bean}", str(bean)) for bean in range(5)]


async def test_those_who_want_something_else_dont_wait(rush: Rush) -> None:
    """Each thing has a queue of its own."""
    slow = rush.ask(1, jar="red")
    await asyncio.sleep(0.05)
    rush.sample.use_cases[AddBean] = add_bean
    assert await rush.ask(2, jar="blue") == 1
    rush.go.set()
    assert await slow == 1


async def test_a_refusal_is_one_callers_own(rush: Rush) -> None:
    """The others are done as though it hadn't been there."""
    answers = await rush.came_of([rush.ask(bean) for bean in (1, 2, -1, 4)])
    assert isinstance(answers.pop(2), NoMoreBeans)
    assert answers == [1, 2, 3]
    assert await rush.sample.value("SELECT beans FROM jars") == 3


async def test_a_failure_is_one_callers_own(rush: Rush) -> None:
    """One whose statement spoils the transaction doesn't fail its neighbours."""

    async def add(command: AddBean, work: Work) -> int:
        await rush.go.wait()
        await work.connection.execute(text("SELECT 1 / CAST(:bean AS int)"), {"bean": command.bean})
        return await add_bean(command, work)

    rush.sample.use_cases[AddBean] = add
    answers = await rush.came_of([rush.ask(bean) for bean in (1, 2, 0, 4)])
    assert "division by zero" in str(answers.pop(2))
    assert answers == [1, 2, 3]


async def test_twins_in_one_rush_get_one_effect_and_the_same_answer(rush: Rush) -> None:
    """Whether the twin stands in the same group or comes a moment later."""
    answers = await rush.came_of([rush.ask(bean, key) for bean, key in ((1, "a"), (2, "b"), (2, "b"), (3, "c"))])
    assert sorted(answers) == [1, 2, 2, 3]
    assert await rush.sample.value("SELECT beans FROM jars") == 3


async def test_one_asked_before_is_answered_as_it_was(rush: Rush) -> None:
    """A caller who asks again in the middle of a rush is told what was said then."""
    rush.go.set()
    assert await rush.ask(7, "old") == 1
    rush.go.clear()
    assert await rush.came_of([rush.ask(8, "x"), rush.ask(9, "y"), rush.ask(7, "old")]) == [2, 3, 1]


async def test_a_key_used_for_something_else_is_refused_to_one(rush: Rush) -> None:
    """The others get their beans."""
    asking = [rush.ask(1, "a"), rush.ask(2, "b"), rush.ask(3, "c", b"one"), rush.ask(3, "c", b"another")]
    *answers, refused = await rush.came_of(asking)
    assert answers == [1, 2, 3]
    assert isinstance(refused, KeyUsedForSomethingElse)


async def test_a_lost_commit_is_unknown_to_all_of_the_group(rush: Rush) -> None:
    """Nobody is told more than is known; the same keys then tell what became of it: here nothing."""
    sample = rush.sample
    await sample.change("INSERT INTO jars VALUES ('red', 0)")
    asking = [rush.ask(bean, str(bean)) for bean in range(1, 5)]
    await asyncio.sleep(0.1)
    for statement in SLOW_COMMIT:
        await sample.change(statement.replace("AFTER INSERT ON jars", "AFTER UPDATE ON jars"))
    rush.go.set()
    while any(not each.done() for each in asking):  # the first one's COMMIT, then the group's
        await sample.value(KILL)
        await asyncio.sleep(0.05)
    assert [type(each.exception()) for each in asking] == [OutcomeUnknown] * 4
    await sample.change("DROP TRIGGER dawdle ON jars")
    assert sorted(await asyncio.gather(*(rush.ask(bean, str(bean)) for bean in range(1, 5)))) == [1, 2, 3, 4]


async def test_a_caller_who_goes_away_takes_nobody_along(rush: Rush) -> None:
    """Cancelled while it leads or while it waits: the others are done."""
    asking = [rush.ask(bean) for bean in range(1, 7)]
    await asyncio.sleep(0.1)
    asking[0].cancel()
    asking[3].cancel()
    answers = await rush.came_of(asking)
    assert [type(answers.pop(place)) for place in (3, 0)] == [asyncio.CancelledError] * 2
    assert answers == [1, 2, 3, 4]


async def test_a_leader_who_goes_away_in_the_middle_of_a_group_undoes_it_for_nobody_else(rush: Rush) -> None:
    """The second leads the group of all who waited; when it is cancelled, they find out for themselves."""
    holding = asyncio.Event()
    asking = [rush.ask(bean) for bean in range(1, 5)]

    async def add(command: AddBean, work: Work) -> int:
        beans = await add_bean(command, work)
        if command.bean == 3 and not holding.is_set():
            holding.set()
            await asyncio.sleep(60)
        return beans

    await asyncio.sleep(0.1)
    rush.sample.use_cases[AddBean] = add
    rush.go.set()
    await holding.wait()
    asking[1].cancel()
    answers = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(answers.pop(1), asyncio.CancelledError)
    assert answers == [1, 2, 3]
