"""A fact as its owner recorded it, by its id: the way back to whoever caused it."""

from dataclasses import replace
from uuid import UUID, uuid4

from shared.messaging.envelope import Cause
from tests.http_cases import problem
from tests.messaging.operations.office import Office
from tests.messaging.sample import CAUSE, COUNTS, AddBean, BeanAdded
from tests.messaging.test_timers import fire, remind


async def told(office: Office) -> UUID:
    """The id of the only fact."""
    return await office.sample.value("SELECT event_id FROM outbox")


async def test_a_fact_is_shown_with_the_command_that_it_came_of(office: Office) -> None:
    """Its place in its key's story, when, and who had acted; not what it says."""
    await office.sample.do(AddBean("red", 1))
    seen = await office.look(f"/facts/{await told(office)}")
    assert (seen["type"], seen["topic"], seen["key"], seen["number"]) == ("sample.BeanAdded", COUNTS.name, "red", 1)
    assert (seen["actor"], seen["command"], seen["causation_id"]) == (CAUSE.actor, "AddBean", None)
    assert seen["recorded_at"]
    assert seen["published_at"] is None
    assert "data" not in seen


async def test_a_timers_command_is_named_as_any_other(office: Office) -> None:
    """It is done for whoever set the timer."""
    await remind(office.sample, AddBean("red", 1))
    await fire(office.sample)
    seen = await office.look(f"/facts/{await told(office)}")
    assert (seen["actor"], seen["command"]) == ("user:ann", "AddBean")


async def test_a_fact_told_because_of_another_names_that_one(office: Office) -> None:
    """No command was given here: the chain goes on at the fact before."""
    first, before = uuid4(), uuid4()
    async with office.sample.workshop.open(Cause("user:ann", first, before)) as work:
        work.publish(BeanAdded("red", 1))
    seen = await office.look(f"/facts/{await told(office)}")
    assert (seen["command"], seen["causation_id"], seen["correlation_id"]) == (None, str(before), str(first))


async def test_a_fact_of_nobody_here_is_a_problem_with_a_stable_type(office: Office) -> None:
    """Whoever looks for an owner asks one service after the other."""
    async with office.client("operator") as client:
        assert problem(await client.get(f"/facts/{uuid4()}")) == (404, "fact-is-not-ours")
        assert problem(await client.get("/facts/nonsense")) == (422, "invalid")


async def test_what_came_of_one_request_is_listed_in_order(office: Office) -> None:
    """By the traceparent that it brought: others tell about the same key meanwhile."""
    mine = replace(CAUSE, traceparent="00-mine-1-01")
    for cause, jar in ((CAUSE, "red"), (mine, "red"), (mine, "blue"), (CAUSE, "red"), (mine, "red")):
        await office.sample.commands.do(AddBean(jar, 1), cause)
    red = {"topic": COUNTS.name, "key": "red"}
    assert [each["number"] for each in await office.look("/facts", **red, traceparent="00-mine-1-01")] == [2, 4]
    assert [each["number"] for each in await office.look("/facts", **red)] == [1, 2, 3, 4]
    assert [each["number"] for each in await office.look("/facts", **red, limit=1)] == [1]
    assert await office.look("/facts", topic=COUNTS.name, key="green") == []
