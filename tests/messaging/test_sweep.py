"""Whoever was erased is taken off PostgreSQL's disk, when the time has come, whatever is in the way."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from shared.messaging.housekeeping import sweep
from shared.messaging.housekeeping.sweep import NotErasedYet, Sweep
from shared.messaging.outbox_rows import Connection
from tests.messaging.conftest import connected
from tests.messaging.sample import CAUSE, Sample

SOMEBODY = UUID(int=0x50)


async def erase(sample: Sample, subject: UUID = SOMEBODY) -> None:
    """Erase somebody, in a work of its own."""
    async with sample.workshop.open(CAUSE) as work:
        work.erase(subject)


def swept_by(connection: Connection, sample: Sample, *tables: str) -> Sweep:
    """The sweep over these tables."""
    return Sweep(connection, tables or ("seen", "jars"), sample.clock)


async def sweep_while_jars_are_in_use(sample: Sample, connection: Connection, url: str) -> None:
    """The first table is made anew, the second has to wait."""
    async with connected(url) as user, user.transaction():
        await user.execute("LOCK TABLE jars IN ACCESS SHARE MODE")
        with pytest.raises(asyncpg.LockNotAvailableError):
            await swept_by(connection, sample).run()


async def files(sample: Sample, *tables: str) -> list[int]:
    """The names of tables' files: others, once they were made anew."""
    return [await sample.value(f"SELECT pg_relation_filenode('{table}')") for table in tables or ("seen", "jars")]


async def swept(sample: Sample) -> list[bool]:
    """Which erasures are done with."""
    return [done for (done,) in await sample.rows("SELECT swept_at IS NOT NULL FROM erasures ORDER BY id")]


@pytest.fixture(autouse=True)
def quiet_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is night, unless a test says otherwise."""
    monkeypatch.setattr(sweep, "QUIET", range(24))


async def test_every_table_is_made_anew_and_the_log_let_go(quiet: Sample, connection: Connection) -> None:
    """Once for an erasure: the next look finds nothing to do."""
    await erase(quiet)
    before = await files(quiet)
    await swept_by(connection, quiet).run()
    after = await files(quiet)
    assert not set(before) & set(after)
    assert await swept(quiet) == [True]
    await swept_by(connection, quiet).run()
    assert await files(quiet) == after


async def test_who_was_erased_stays_in_the_audit(quiet: Sample) -> None:
    """The id, by whom and when, in the commit that erases."""
    await erase(quiet)
    assert await quiet.rows("SELECT what, key, actor FROM audit") == [("erase", str(SOMEBODY), CAUSE.actor)]


async def test_an_erasure_that_is_rolled_back_is_none(quiet: Sample, connection: Connection) -> None:
    """Nothing is noted, and nothing made anew."""
    with suppress(ZeroDivisionError):
        async with quiet.workshop.open(CAUSE) as work:
            work.erase(SOMEBODY)
            raise ZeroDivisionError
    before = await files(quiet)
    await swept_by(connection, quiet).run()
    assert await files(quiet) == before


async def test_by_day_an_erasure_waits_for_the_night_but_not_for_ever(
    quiet: Sample, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty hours, so that four are left for trying again."""
    monkeypatch.setattr(sweep, "QUIET", range(0))
    await erase(quiet)
    await swept_by(connection, quiet).run()
    assert await swept(quiet) == [False]
    quiet.forward(timedelta(hours=20, seconds=1))
    await swept_by(connection, quiet).run()
    assert await swept(quiet) == [True]


async def test_a_transaction_that_still_sees_the_erased_holds_the_sweep_up(
    quiet: Sample, connection: Connection, url: str
) -> None:
    """Made anew beneath it, the table would keep the erased rows; once it has ended, the sweep goes on."""
    async with connected(url) as reader, reader.transaction(isolation="repeatable_read"):
        await reader.fetch("SELECT 1 FROM jars")
        await erase(quiet)
        with pytest.raises(NotErasedYet, match="older than the erasure"):
            await swept_by(connection, quiet).run()
        assert await quiet.value("SELECT rewritten FROM erasures") == []
    await swept_by(connection, quiet).run()
    assert await swept(quiet) == [True]


async def test_a_transaction_that_began_afterwards_is_in_nobodys_way(
    quiet: Sample, connection: Connection, url: str
) -> None:
    """It can't see what was erased before."""
    await erase(quiet)
    async with connected(url) as reader, reader.transaction(isolation="repeatable_read"):
        await reader.fetch("SELECT 1")
        await swept_by(connection, quiet).run()
    assert await swept(quiet) == [True]


async def test_a_table_in_use_is_tried_again_and_those_done_are_not(
    quiet: Sample, connection: Connection, url: str
) -> None:
    """What was noted is where the next look, of whichever process, goes on."""
    await erase(quiet)
    await sweep_while_jars_are_in_use(quiet, connection, url)
    assert await quiet.value("SELECT rewritten FROM erasures") == ["seen"]
    (seen,) = await files(quiet, "seen")
    await swept_by(connection, quiet).run()
    assert await files(quiet, "seen") == [seen]
    assert await swept(quiet) == [True]


async def test_an_erasure_from_after_a_table_was_done_has_it_done_again(
    quiet: Sample, connection: Connection, url: str
) -> None:
    """Each erasure keeps its own count of tables."""
    await erase(quiet)
    await sweep_while_jars_are_in_use(quiet, connection, url)
    (seen,) = await files(quiet, "seen")
    await erase(quiet, UUID(int=0x51))
    await swept_by(connection, quiet).run()
    assert await files(quiet, "seen") != [seen]
    assert await swept(quiet) == [True, True]


async def test_a_housekeeper_that_dies_between_a_table_and_its_note_does_it_again(
    quiet: Sample, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made anew twice is no harm; noted and not made anew would be."""
    await erase(quiet)
    monkeypatch.setattr(sweep, "_NOTE_REWRITTEN", "SELECT 1 / 0, $1::bigint[], $2::text")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await swept_by(connection, quiet).run()
    monkeypatch.undo()
    monkeypatch.setattr(sweep, "QUIET", range(24))
    assert await swept(quiet) == [False]
    await swept_by(connection, quiet).run()
    assert await swept(quiet) == [True]


async def test_a_log_that_is_not_gone_yet_is_no_success(
    quiet: Sample, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who may not ask for a checkpoint waits for PostgreSQL's own; the tables aren't done a second time."""
    await erase(quiet)
    monkeypatch.setattr(Sweep, "_if_allowed", _not_allowed)
    with pytest.raises(NotErasedYet, match="write-ahead log"):
        await swept_by(connection, quiet).run()
    before = await files(quiet)
    monkeypatch.undo()
    await swept_by(connection, quiet).run()
    assert await swept(quiet) == [True]
    assert await files(quiet) == before


async def test_without_the_rights_nothing_fails(quiet: Sample, connection: Connection) -> None:
    """A role that may neither switch nor checkpoint only has to wait."""
    await connection.execute("SET ROLE pg_monitor")
    await swept_by(connection, quiet)._if_allowed("SELECT pg_switch_wal()")
    await swept_by(connection, quiet)._if_allowed("CHECKPOINT")


async def test_a_server_that_keeps_its_old_log_files_is_named(quiet: Sample, connection: Connection) -> None:
    """With its own default PostgreSQL renames a file full of what was erased, for further use."""
    await erase(quiet)
    await connection.execute("SET SESSION wal_recycle = on")
    with pytest.raises(NotErasedYet, match="wal_recycle = off"):
        await swept_by(connection, quiet).run()
    assert await swept(quiet) == [False]


async def test_a_number_from_another_server_blocks_nothing(quiet: Sample, connection: Connection) -> None:
    """A dump that was read into a new server brings erasures with transactions that are yet to come there."""
    await erase(quiet)
    await quiet.change("UPDATE erasures SET transaction = 1::bigint << 40")
    await swept_by(connection, quiet).run()
    assert await swept(quiet) == [True]


async def _not_allowed(_: Sweep, __: str) -> None:
    await asyncio.sleep(0)
