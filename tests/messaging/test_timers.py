"""Timers: commands given later."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest

from shared.messaging.envelope import Cause
from shared.messaging.work import Work
from tests.messaging.sample import CAUSE, AddBean, BeanAdded, Card, NoMoreBeans, Sample, write_down
from tests.messaging.waiting import eventually, running

MINUTE = timedelta(minutes=1)


async def remind(sample: Sample, command: object, name: str = "t", after: timedelta = MINUTE) -> None:
    """Set a timer, in a work of its own."""
    async with sample.workshop.open(Cause("user:ann")) as work:
        work.remind(work.now + after, command, name)


async def fire(sample: Sample, after: timedelta = MINUTE) -> int:
    """Let time pass and fire all that is due; how many there were."""
    sample.forward(after)
    timers, fired = sample.timers(), 0
    while await timers.fire_one():
        fired += 1
    return fired


async def test_a_timer_gives_its_command_when_its_time_has_come(quiet: Sample) -> None:
    """Not before; and once."""
    await remind(quiet, AddBean("red", 1))
    assert await fire(quiet, MINUTE / 2) == 0
    assert await fire(quiet, MINUTE / 2) == 1
    assert await fire(quiet) == 0
    assert await quiet.value("SELECT beans FROM jars") == 1


async def test_the_command_acts_for_whoever_set_the_timer(quiet: Sample) -> None:
    """The fact's context names the person, not the timer."""
    await remind(quiet, AddBean("red", 1))
    await fire(quiet)
    assert await quiet.value("SELECT context ->> 'actor' FROM outbox") == "user:ann"


async def test_each_reminder_of_a_batch_keeps_its_own_cause(quiet: Sample) -> None:
    """Work about several facts, one after the other, mixes nobody up."""
    async with quiet.workshop.open(CAUSE) as work:
        for actor in ("user:ann", "user:bob"):
            work.cause = Cause(actor)
            work.remind(work.now, AddBean("red", 1), actor)
    assert await quiet.rows("SELECT id, context ->> 'actor' FROM timers ORDER BY id") == [
        ("user:ann", "user:ann"),
        ("user:bob", "user:bob"),
    ]


async def test_a_timer_with_the_same_id_replaces(quiet: Sample) -> None:
    """Only the later command is given, at its own time."""
    await remind(quiet, AddBean("red", 1))
    await remind(quiet, AddBean("blue", 1), after=2 * MINUTE)
    assert await fire(quiet) == 0
    assert await fire(quiet) == 1
    assert await quiet.value("SELECT jar FROM jars") == "blue"


async def test_a_forgotten_timer_never_fires(quiet: Sample) -> None:
    """`forget` cancels, and forgetting what isn't there is no error."""
    await remind(quiet, AddBean("red", 1))
    async with quiet.workshop.open(CAUSE) as work:
        work.forget("t")
        work.forget("never there")
    assert await fire(quiet) == 0


async def test_a_timer_of_a_work_that_fails_is_never_set(quiet: Sample) -> None:
    """It is part of the commit."""
    with suppress(ZeroDivisionError):
        async with quiet.workshop.open(CAUSE) as work:
            work.remind(work.now, AddBean("red", 1), "t")
            raise ZeroDivisionError
    assert await fire(quiet) == 0


async def test_late_timers_still_fire_the_longest_due_first(quiet: Sample) -> None:
    """A service that was away for a week does what it missed."""
    for minutes, jar in ((2, "second"), (1, "first"), (3, "third")):
        await remind(quiet, AddBean(jar, 1), jar, minutes * MINUTE)
    assert await fire(quiet, timedelta(days=7)) == 3
    assert [key for (key,) in await quiet.rows("SELECT key FROM outbox ORDER BY id")] == ["first", "second", "third"]


async def test_a_refusal_is_an_outcome(quiet: Sample) -> None:
    """The timer is done with; what the command had collected doesn't go out."""

    async def promise_then_refuse(command: AddBean, work: Work) -> int:
        work.publish(BeanAdded("red", 1))
        work.remind(work.now, command, "another")
        await write_down(work, "half done")
        raise NoMoreBeans("No.")

    quiet.use_cases[AddBean] = promise_then_refuse
    await remind(quiet, AddBean("red", 1))
    assert await fire(quiet) == 1
    assert await quiet.value("SELECT count(*) FROM timers") == 0
    assert await quiet.value("SELECT count(*) FROM outbox") == 0
    assert await quiet.seen() == []


async def test_a_timer_that_fails_three_times_is_parked_with_its_error(quiet: Sample) -> None:
    """It waits where somebody can see it, and doesn't fire again."""

    async def fail(command: AddBean, work: Work) -> int:
        raise ZeroDivisionError

    quiet.use_cases[AddBean] = fail
    await remind(quiet, AddBean("red", 1))
    assert [await fire(quiet) for _ in range(5)] == [1, 1, 1, 0, 0]
    assert await quiet.rows("SELECT tries, error FROM timers WHERE parked_at IS NOT NULL") == [(3, "ZeroDivisionError")]


async def test_a_failure_when_the_facts_are_written_counts_too(quiet: Sample) -> None:
    """The command itself is fine, but its fact is too large: the role goes on, and the timer is parked."""

    async def boast(command: AddBean, work: Work) -> int:
        work.publish(Card("c", "x" * 300_000))
        return 0

    quiet.use_cases[AddBean] = boast
    await remind(quiet, AddBean("red", 1))
    assert [await fire(quiet) for _ in range(4)] == [1, 1, 1, 0]
    assert await quiet.value("SELECT error FROM timers") == "FactTooLarge"


async def test_a_failure_during_commit_counts_too(quiet: Sample) -> None:
    """A deferred constraint speaks only then."""
    await quiet.change("ALTER TABLE jars ADD UNIQUE (beans) DEFERRABLE INITIALLY DEFERRED")
    await quiet.change("INSERT INTO jars VALUES ('blue', 1)")
    await remind(quiet, AddBean("red", 1))
    assert [await fire(quiet) for _ in range(4)] == [1, 1, 1, 0]
    assert await quiet.value("SELECT error FROM timers") == "IntegrityError"


async def test_the_worlds_failures_do_not_count_and_let_others_go_first(quiet: Sample) -> None:
    """A command that can't get its lock is put off, again and again, while the next is given."""

    async def wait_for_the_lock(command: AddBean, work: Work) -> int:
        if command.jar == "held":
            await work.connection.exec_driver_sql("DO $$ BEGIN RAISE SQLSTATE '55P03'; END $$")
        await write_down(work, command.jar)
        return 0

    quiet.use_cases[AddBean] = wait_for_the_lock
    await remind(quiet, AddBean("held", 1), "first")
    await remind(quiet, AddBean("free", 1), "second", 2 * MINUTE)
    assert await fire(quiet, 2 * MINUTE) == 2
    for _ in range(4):
        await fire(quiet)
    assert await quiet.seen() == [("free", None)]
    assert await quiet.rows("SELECT id, tries, parked_at FROM timers") == [("first", 0, None)]


async def test_a_command_that_no_build_knows_any_more_is_parked(quiet: Sample) -> None:
    """After an upgrade that dropped a command its timers stay visible."""
    await remind(quiet, AddBean("red", 1))
    await quiet.change("UPDATE timers SET command = 'OldCommand'")
    assert [await fire(quiet) for _ in range(4)] == [1, 1, 1, 0]
    assert await quiet.value("SELECT error FROM timers") == "KeyError"


@dataclass(frozen=True)
class Again:
    """Do it every minute."""

    times: int


async def test_a_command_may_set_its_own_timer_anew(quiet: Sample) -> None:
    """What it sets isn't deleted with what fired."""

    async def again(command: Again, work: Work) -> None:
        await write_down(work, "tick", command.times)
        if command.times:
            work.remind(work.now + MINUTE, Again(command.times - 1), "t")

    quiet.use_cases[Again] = again
    await remind(quiet, Again(2))
    assert [await fire(quiet) for _ in range(4)] == [1, 1, 1, 0]
    assert [bean for _, bean in await quiet.seen()] == [2, 1, 0]


async def test_command_and_timer_end_in_one_commit(quiet: Sample) -> None:
    """A process that dies in between leaves both or neither."""

    class Death(BaseException):
        """As SIGKILL, for our purposes."""

    async def die(command: AddBean, work: Work) -> int:
        await write_down(work, "done")
        raise Death

    quiet.use_cases[AddBean] = die
    await remind(quiet, AddBean("red", 1))
    with pytest.raises(Death):
        await fire(quiet)
    assert await quiet.seen() == []
    assert await quiet.value("SELECT count(*) FROM timers WHERE tries = 0") == 1


async def test_two_roles_share_the_work_without_doubling_it(sample: Sample) -> None:
    """Each timer is given once, whoever takes it."""
    async with sample.workshop.open(CAUSE) as work:
        for number in range(40):
            work.remind(work.now, AddBean("red", number), f"t{number}")
    async with running(sample.timers().run(), sample.timers().run()):
        await eventually(lambda: _none_left(sample))
        await eventually(lambda: sample.health.is_ready("timers"))
    assert await sample.value("SELECT beans FROM jars") == 40


async def test_a_role_whose_database_goes_away_waits_and_goes_on(sample: Sample) -> None:
    """It says that it isn't ready, and is again."""
    async with running(sample.timers().run()):
        await eventually(lambda: sample.health.is_ready("timers"))
        await sample.change("ALTER TABLE timers RENAME TO elsewhere")
        await eventually(lambda: not sample.health.is_ready("timers"))
        await sample.change("ALTER TABLE elsewhere RENAME TO timers")
        await eventually(lambda: sample.health.is_ready("timers"))


async def _none_left(sample: Sample) -> bool:
    return await sample.value("SELECT count(*) FROM timers") == 0
