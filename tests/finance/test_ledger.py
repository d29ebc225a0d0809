"""The ledger on real tables: what the database refuses, what waits, and what is told of it."""

from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData
from sqlalchemy.exc import IntegrityError

from services.finance.adapters.tables import METADATA
from shared.contracts.finance import ProjectedIncomeChanged
from shared.kernel.money import Money
from shared.messaging import tables
from tests.finance.facts import (
    ANN_BOOKED,
    BO_BOOKED,
    COURSE,
    DEPLOYMENT,
    GRANT,
    MARCH,
    SEPTEMBER,
    applied,
    attended,
    booked,
    cancelled,
    changed,
    deployed,
    ended,
    received,
    scheduled,
    visited,
)
from tests.finance.telling import Listener
from tests.service_fixtures import Bench


async def test_an_unbalanced_transaction_is_refused(listener: Listener) -> None:
    """By the database itself, whoever writes: a penny too much, or one line alone."""
    await listener.hear(scheduled(), booked())
    for pence in (1, -1, 12000):
        with pytest.raises(IntegrityError, match="does not balance"):
            await listener.finance.query(
                """INSERT INTO postings SELECT event_id, number, 9, account, :pence, 0 FROM postings LIMIT 1""",
                pence=pence,
            )


async def test_likelihood_cannot_unbalance_a_transaction_either(listener: Listener) -> None:
    """What is expected of its lines balances too."""
    await listener.hear(applied())
    with pytest.raises(IntegrityError, match="does not balance"):
        await listener.finance.query(
            "INSERT INTO postings SELECT event_id, number, line + 2, account, pence, abs(expected) FROM postings"
        )


@pytest.mark.parametrize("table", ["facts", "transactions", "postings"])
async def test_what_was_written_is_never_changed(listener: Listener, table: str) -> None:
    """Neither updated nor deleted; a correction is a reversal and a new transaction."""
    await listener.hear(scheduled(), booked())
    before = await listener.pennies()
    for change in (f"UPDATE {table} SET event_id = event_id", f"DELETE FROM {table}"):
        with pytest.raises(IntegrityError, match="only ever added"):
            await listener.finance.query(change)
    assert await listener.pennies() == before


async def test_the_same_fact_never_posts_twice(listener: Listener) -> None:
    """Delivered again it is passed over; and the transaction's key would refuse it."""
    await listener.hear(scheduled(), booked())
    before = await listener.pennies()
    await listener.reader().apply(listener.records)
    assert await listener.pennies() == before


async def test_the_database_gives_a_date_the_years_that_the_kernel_gives_it(listener: Listener) -> None:
    """A transaction's date sets both of its years; the books compare the two reckonings."""
    await listener.hear(scheduled(MARCH), booked(), changed(SEPTEMBER))
    years = "SELECT DISTINCT dated, academic_year, financial_year FROM transactions ORDER BY 1"
    assert await listener.finance.query(years) == [(MARCH, 2026, 2026), (SEPTEMBER, 2027, 2027)]
    assert (await listener.books())["projection_differs"] == 0


async def test_a_booking_of_an_unknown_course_waits_for_it(listener: Listener) -> None:
    """Kept with what it misses and its age; nothing is half posted; all of it follows in order."""
    await listener.hear(booked(), booked(BO_BOOKED), cancelled(BO_BOOKED, charge=6000), attended())
    assert await listener.finance.query("SELECT count(*) FROM postings") == [(0,)]
    async with listener.finance.client("finance") as client:
        waiting = (await client.get("/waiting")).json()
    assert {(each["type"], each["misses"], each["awaits"]) for each in waiting} == {
        ("bookings.CourseBooked", "its course", f"course:{COURSE}"),
        ("bookings.BookingCancelled", "its course", f"course:{COURSE}"),
        ("bookings.AttendanceRecorded", "its course", f"course:{COURSE}"),
    }
    assert all(each["actor"] == "user:bo" and each["age"] != 0 for each in waiting)
    await listener.hear(changed(MARCH))
    assert await listener.finance.query("SELECT count(*) FROM waiting") == [(0,)]
    (told,) = await listener.finance.told(ProjectedIncomeChanged)
    assert (told.earned, told.contracted) == (Money(18000), Money(0))


async def test_a_deployment_waits_for_the_grant_that_pays_and_its_visits_wait_behind_it(listener: Listener) -> None:
    """The grant is told on another topic, which may come later."""
    await listener.hear(deployed(grant=GRANT), visited(2))
    await listener.hear(ended(2, 10))
    waiting = await listener.finance.query("SELECT awaits FROM waiting ORDER BY 1")
    assert waiting == [(f"deployment:{DEPLOYMENT}",), (f"deployment:{DEPLOYMENT}",), (f"grant:{GRANT}",)]
    await listener.hear(applied())
    assert await listener.finance.query("SELECT count(*) FROM waiting") == [(0,)]
    (told,) = await listener.finance.told(ProjectedIncomeChanged)
    assert (told.earned, told.contracted, told.probable) == (Money(0), Money(0), Money(1_200_000))
    assert told.home_school_share == Money(29750)


async def test_a_booking_that_was_never_told_of_keeps_its_cancellation_waiting(listener: Listener) -> None:
    """An operator skipped it: then nothing can be reversed, and people can see that."""
    await listener.hear(scheduled(), cancelled(charge=6000))
    assert await listener.finance.query("SELECT awaits FROM waiting") == [(f"booking:{ANN_BOOKED}",)]


async def test_a_changed_projection_is_told_in_the_same_transaction_because_of_its_fact(listener: Listener) -> None:
    """Keyed by the year; the actor stays who it was, and what began it all is kept."""
    await listener.hear(scheduled(), booked())
    (row,) = [each for each in await listener.finance.outbox() if isinstance(each.fact, ProjectedIncomeChanged)]
    amounts = [Money(pence) for pence in (0, 0, 12000, 0, 0, 12000, 0)]
    assert row.fact == ProjectedIncomeChanged(2026, *amounts)
    assert (row.envelope.key, row.envelope.cause.actor) == ("2026", "user:bo")
    assert row.envelope.cause.correlation_id == UUID(int=0xC0FFEE)
    assert row.envelope.cause.causation_id == UUID(listener.records[-1].texts["ce_id"])
    wrote = await listener.finance.query("SELECT DISTINCT xmin::text FROM postings")
    assert wrote == [(row.transaction,)]


async def test_a_course_that_moves_over_31_august_tells_both_years(listener: Listener) -> None:
    """One lost what the other got."""
    await listener.hear(scheduled(), booked())
    await listener.hear(changed(SEPTEMBER))
    told = (await listener.finance.told(ProjectedIncomeChanged))[1:]
    assert [(each.academic_year, each.contracted.pence) for each in told] == [(2026, 0), (2027, 12000)]


async def test_what_leaves_the_figures_as_they_are_is_not_told(listener: Listener) -> None:
    """A free place, a course into another strand, and a place taken and given back within one batch."""
    await listener.hear(scheduled(), booked())
    await listener.hear(booked(BO_BOOKED, fee=0), changed(MARCH, strand="itt"))
    await listener.hear(booked(BO_BOOKED), cancelled(BO_BOOKED))
    assert len(await listener.finance.told(ProjectedIncomeChanged)) == 1


async def test_a_rebuild_gives_the_same_pennies_and_tells_nothing_again(listener: Listener) -> None:
    """While it reads anew the sums are too small: nobody is told of those."""
    await listener.hear(scheduled(), booked(), booked(BO_BOOKED))
    await listener.hear(applied(), deployed(grant=GRANT), cancelled(charge=6000))
    await listener.hear(received(), visited(3), attended())
    before, told = await listener.pennies(), await listener.finance.told(ProjectedIncomeChanged)
    await listener.rebuild(batch=1)
    assert await listener.pennies() == before
    assert await listener.finance.told(ProjectedIncomeChanged) == told
    await listener.hear(ended(3, 9))
    assert len(await listener.finance.told(ProjectedIncomeChanged)) == len(told) + 1


async def test_a_rebuild_that_comes_to_other_figures_tells_them_once(listener: Listener) -> None:
    """What was told before was wrong: then the right figures are told, when it has caught up and not before."""
    await listener.hear(scheduled(), booked(), booked(BO_BOOKED))
    await listener.finance.query("UPDATE told_projections SET contracted = 5")
    await listener.rebuild(batch=1, order=listener.records[:2])
    assert (await listener.books())["catching_up"] is True
    assert len(await listener.finance.told(ProjectedIncomeChanged)) == 1
    await listener.reader().apply(listener.records[2:])
    assert [each.contracted.pence for each in await listener.finance.told(ProjectedIncomeChanged)] == [24000, 24000]


async def test_a_rebuild_within_a_rebuild_still_waits_for_all_of_it(listener: Listener) -> None:
    """How far it had heard before the first one is not forgotten."""
    await listener.hear(scheduled(), booked(), booked(BO_BOOKED))
    await listener.rebuild(order=listener.records[:1])
    await listener.rebuild(order=listener.records[:2])
    assert (await listener.books())["catching_up"] is True
    await listener.reader().apply(listener.records[2:])
    assert (await listener.books())["catching_up"] is False
    assert len(await listener.finance.told(ProjectedIncomeChanged)) == 1


async def test_a_dry_run_of_a_rebuild_takes_nothing_away(listener: Listener) -> None:
    """TRUNCATE is taken back with the rest."""
    await listener.hear(scheduled(), booked())
    before = await listener.pennies()
    async with listener.finance.client("operator") as client:
        answer = await client.post("/operations/readers/rebuild", json={"fold": "ledger@1", "dry_run": True})
    assert answer.json() == {"keys": 1, "parked": 0}
    assert await listener.pennies() == before


async def test_the_migrated_database_is_what_the_code_says(finance: Bench) -> None:
    """Column by column, index by index."""
    async with finance.process.running.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


def _differences(connection: Connection) -> list[object]:
    every = MetaData()
    for table in (*METADATA.sorted_tables, *tables.METADATA.sorted_tables):
        table.to_metadata(every)
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "compare_server_default": True,
            "include_name": lambda name, kind, _: (kind, name) != ("table", "alembic_version"),
        },
    )
    return list(compare_metadata(context, every))
