"""Chores are done in time, by one housekeeper of several, and one that fails keeps no other from being done."""

from datetime import timedelta

from shared.messaging.housekeeping.chores import Chore
from shared.messaging.housekeeping.role import Housekeeping
from shared.messaging.outbox_rows import Connection
from tests.messaging.conftest import connected
from tests.messaging.sample import Sample
from tests.messaging.waiting import eventually, running

HOUR = timedelta(hours=1)


class Dishes:
    """A chore that counts how often it was done; `broken`, it fails."""

    def __init__(self, name: str, *, broken: bool = False) -> None:
        self.done = 0
        self.broken = broken
        self.chore = Chore(name, HOUR, self.wash)

    async def wash(self) -> None:
        """Once more."""
        if self.broken:
            raise OSError("no water")
        self.done += 1


def housekeeping(sample: Sample, *dishes: Dishes) -> Housekeeping:
    """The role of one process, with these chores."""
    chores = [each.chore for each in dishes]
    sample.health.conditions["housekeeping"] = sample.health.conditions["timers"]
    return Housekeeping(sample.url, [], chores, sample.workshop, sample.clock, sample.health, sample.metrics)


async def test_a_chore_is_done_when_its_time_has_come_and_then_not_before_it_comes_again(
    quiet: Sample, connection: Connection
) -> None:
    """Not at the start, which would be a rush of all of them; then once an hour."""
    plates = Dishes("plates")
    role = housekeeping(quiet, plates)
    done: list[int] = []
    for _ in range(5):
        await role.look(connection)
        done.append(plates.done)
        quiet.forward(HOUR / 2)
    assert done == [0, 0, 1, 1, 2]


async def test_a_chore_that_fails_is_named_and_keeps_no_other_from_being_done(
    quiet: Sample, connection: Connection
) -> None:
    """It is tried again at the next look, and all is well when it succeeds."""
    pans, plates = Dishes("pans", broken=True), Dishes("plates")
    role = housekeeping(quiet, pans, plates)
    await role.look(connection)
    quiet.forward(HOUR)
    await role.look(connection)
    assert quiet.health.conditions["housekeeping"].because == "failed: pans"
    assert quiet.metrics.registry.get_sample_value("alliance_chore_age_seconds", {"chore": "pans"}) == 3600
    pans.broken = False
    await role.look(connection)
    assert quiet.health.is_ready("housekeeping")
    assert (pans.done, plates.done) == (1, 1)


async def test_of_two_housekeepers_one_does_the_chores(quiet: Sample, connection: Connection, url: str) -> None:
    """The other measures only, and takes over when the first is gone."""
    plates = Dishes("plates")
    first, second = housekeeping(quiet, plates), housekeeping(quiet, plates)
    await first.look(connection)
    quiet.forward(HOUR)
    async with connected(url) as other:
        await second.look(other)
        assert plates.done == 0
        await first.look(connection)
        quiet.forward(HOUR)
        await connection.close()
        await second.look(other)
    assert plates.done == 2


async def test_a_database_that_was_away_for_a_moment_is_looked_at_again_soon(quiet: Sample, url: str) -> None:
    """Not a minute later: until then the whole service would count as not ready."""
    role = housekeeping(quiet)
    role.database_url = "postgresql://nobody@127.0.0.1:1/nothing"
    async with running(role.run()):
        await eventually(lambda: "waiting for the database" in quiet.health.conditions["housekeeping"].because)
        role.database_url = url
        await eventually(lambda: quiet.health.is_ready("housekeeping"))


async def test_the_oldest_transaction_is_measured(quiet: Sample, connection: Connection, url: str) -> None:
    """Of whoever has one open; its session may have been forgotten."""
    role = housekeeping(quiet)
    async with connected(url) as forgotten, forgotten.transaction():
        await forgotten.execute("SELECT pg_sleep(0.2)")
        await role.look(connection)
        assert (quiet.metrics.registry.get_sample_value("alliance_oldest_transaction_seconds") or 0) >= 0.2
    await role.look(connection)
    assert quiet.metrics.registry.get_sample_value("alliance_oldest_transaction_seconds") == 0
